-- SeenLink: addresses of the last 90 days that are not read again: read once, or failed in three runs.
SELECT outlet, url
FROM link
WHERE found_at > $now::TIMESTAMPTZ - INTERVAL 90 DAYS
GROUP BY outlet, url
HAVING count(*) FILTER (fate NOT IN ('failed', 'waiting')) > 0 OR count(*) FILTER (fate = 'failed') >= 3
