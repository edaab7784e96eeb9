-- Where they belong.
DELETE FROM main.place WHERE article IN (SELECT id FROM asked_article)
