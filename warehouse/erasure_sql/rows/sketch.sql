-- What copies of them are found by.
DELETE FROM main.sketch WHERE article IN (SELECT id FROM asked_article)
