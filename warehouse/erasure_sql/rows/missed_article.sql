-- Corrections by a person, with a sentence quoted from them.
DELETE FROM main.missed_article WHERE article IN (SELECT id FROM asked_article)
