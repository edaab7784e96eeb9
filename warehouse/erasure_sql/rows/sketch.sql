-- The hashes by which their copies are found.
DELETE FROM main.sketch WHERE article IN (SELECT id FROM asked_article)
