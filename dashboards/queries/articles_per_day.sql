-- Rhythm: articles of each outlet on each day (UTC) since $since.
SELECT outlet, coalesce(published, first_seen)::DATE AS day, count(*) AS articles
FROM article
WHERE coalesce(published, first_seen) >= $since::TIMESTAMPTZ
GROUP BY ALL
