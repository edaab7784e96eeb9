-- Their stories and originals.
DELETE FROM main.place WHERE article IN (SELECT id FROM asked_article)
