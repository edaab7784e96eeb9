-- Count: articles since $since.
SELECT count(*) AS rows
FROM article
WHERE coalesce(published, first_seen) >= $since::TIMESTAMPTZ
