-- Alert: the newest alerts, at most $most of them, newest first.
SELECT id, contact, number, kind, "first", raised_at, facts
FROM alert
WHERE kind <> 'canary'
ORDER BY raised_at DESC, id
LIMIT $most
