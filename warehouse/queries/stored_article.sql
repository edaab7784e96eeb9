-- StoredArticle: which of these article ids ($ids) are stored.
SELECT id
FROM article
WHERE id IN (SELECT unnest($ids::UUID[]))
