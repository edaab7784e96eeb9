-- The articles asked for.
DELETE FROM main.article WHERE id IN (SELECT id FROM asked_article)
