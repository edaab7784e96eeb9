-- NeverRead: how many articles no version of the rules has read yet, those that a replay made of the archive aside.
SELECT count(*) AS articles
FROM article
JOIN run ON run.id = article.run
WHERE run.flow <> 'replay' AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.article_id = article.id)
