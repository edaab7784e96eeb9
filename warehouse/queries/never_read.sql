-- NeverRead: how many articles no version of the rules has read yet.
SELECT count(*) AS articles
FROM article
WHERE NOT EXISTS (SELECT 1 FROM reading WHERE reading.article_id = article.id)
