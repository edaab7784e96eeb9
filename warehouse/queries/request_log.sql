-- AskedRow: the last ten responses of listings and of pages of every outlet within four weeks; oldest first.
SELECT outlet, fetched_at AS at, kind, reason, items, moved_to
FROM request
WHERE fetched_at > $now::TIMESTAMPTZ - INTERVAL 28 DAYS
QUALIFY row_number() OVER (PARTITION BY outlet, kind = 'page' ORDER BY fetched_at DESC) <= 10
ORDER BY outlet, fetched_at
