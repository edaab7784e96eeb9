-- Link: addresses of the last 90 days that are still to be read: they failed in fewer than three runs, or wait for
-- their turn.
SELECT outlet, url, arg_max(found_in, found_at) AS found_in, arg_max(title, found_at) AS title,
       arg_max(published, found_at) AS published, arg_max(published_raw, found_at) AS published_raw,
       arg_max(address, found_at) AS address
FROM link
WHERE found_at > $now::TIMESTAMPTZ - INTERVAL 90 DAYS
GROUP BY outlet, url
HAVING count(*) FILTER (fate NOT IN ('failed', 'waiting')) = 0 AND count(*) FILTER (fate = 'failed') < 3
ORDER BY outlet, url
