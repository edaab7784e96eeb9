-- What they say, with the clauses quoted from them.
DELETE FROM main.mention WHERE article_id IN (SELECT id FROM asked_article)
