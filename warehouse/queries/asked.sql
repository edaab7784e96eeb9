-- Asked: the last 100 requests to each outlet within 14 days, oldest first.
SELECT outlet, fetched_at AS at, kind, reason, items
FROM request
WHERE fetched_at > $now::TIMESTAMPTZ - INTERVAL 14 DAYS
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY fetched_at DESC) <= 100
ORDER BY outlet, fetched_at
