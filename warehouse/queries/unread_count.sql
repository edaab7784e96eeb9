-- NeverRead: how many articles no version of the rules has read yet, without those that a silent run or a replay
-- brought.
SELECT count(*) AS articles
FROM article
JOIN run ON run.id = article.run
WHERE run.flow <> 'replay' AND NOT coalesce(run.silent, false) AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.article_id = article.id)
