-- Rhythm: articles of each outlet on each day of the clock $timezone since $since.
SELECT outlet, timezone($timezone, coalesce(published, first_seen))::DATE AS day, count(*) AS articles
FROM article
WHERE coalesce(published, first_seen) >= $since::TIMESTAMPTZ
GROUP BY ALL
