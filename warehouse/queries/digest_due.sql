-- DigestDue: whether outlets have been read for a day, and no digest was sent within the last day.
SELECT coalesce(min(started_at) <= $now::TIMESTAMPTZ - INTERVAL 1 DAY, false)
       AND NOT EXISTS (SELECT 1 FROM notice WHERE id = $id) AS due
FROM run
WHERE flow = 'ingest'
