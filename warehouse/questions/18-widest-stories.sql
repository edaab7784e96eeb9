-- Which stories of the last week did most outlets report?
WITH reported AS (
    SELECT story, count(*) AS articles, count(DISTINCT outlet) AS outlets, arg_min(title, reported_at) AS title,
           min(reported_at) AS first_reported_at
    FROM article
    WHERE first_seen >= now() - INTERVAL 7 DAY
    GROUP BY story
)
SELECT title, outlets, articles, first_reported_at, story
FROM reported
ORDER BY outlets DESC, articles DESC, first_reported_at DESC
LIMIT 20
