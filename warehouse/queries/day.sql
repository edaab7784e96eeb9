-- Day: articles first seen since $since, by outlet.
SELECT outlet, count(*) AS articles
FROM article
WHERE first_seen > $since::TIMESTAMPTZ
GROUP BY outlet
ORDER BY outlet
