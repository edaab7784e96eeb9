-- Lines: how many lines the articles ($ids) have.
SELECT id, len(string_split("text", chr(10)))::INTEGER AS lines
FROM article
WHERE id IN (SELECT unnest($ids::UUID[]))
