-- Article ids that the rules in force ($rules) have not read, oldest first, at most $limit.
SELECT article.id, article.published, article.first_seen
FROM article
ANTI JOIN reading ON reading.article_id = article.id AND reading.rules = $rules
ORDER BY coalesce(article.published, article.first_seen), article.id
LIMIT $limit
