-- PollRow: the last 48 responses within two weeks of every feed, sitemap and section; oldest first.
SELECT outlet, url, fetched_at AS asked_at, status, reason, items, items_new, retry_after AS hold
FROM request
WHERE kind <> 'page' AND fetched_at > $now::TIMESTAMPTZ - INTERVAL 14 DAYS
QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC) <= 48
ORDER BY url, fetched_at
