-- What a second reader said of them, with the sentences quoted from them.
DELETE FROM main.second_opinion WHERE article_id IN (SELECT id FROM asked_article)
