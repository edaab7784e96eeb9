-- AbandonedRun: runs of the last day that were cut off. The next run marked them, and they have no end of their own.
SELECT run.id, run.flow, run.started_at
FROM run
JOIN run_end ON run_end.run = run.id
WHERE run_end.outcome = 'abandoned' AND run_end.ended_at > $now::TIMESTAMPTZ - INTERVAL 1 DAY
ORDER BY run.started_at
