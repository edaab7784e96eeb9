-- How they were read.
DELETE FROM main.reading WHERE article_id IN (SELECT id FROM asked_article)
