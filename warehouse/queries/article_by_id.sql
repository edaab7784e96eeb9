-- Article: these articles ($ids), oldest first.
SELECT id, outlet, url, title, text, published, published_source, first_seen, lang, content, extracted_by, author, agency,
       published_raw
FROM article
WHERE id IN (SELECT unnest($ids::UUID[]))
ORDER BY coalesce(published, first_seen), id
