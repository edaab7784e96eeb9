-- PastRun: the last runs ($most), newest first, with their statistics; the end is NULL for a run in progress.
SELECT run.id, run.flow, run.started_by, run.started_at, run_end.ended_at, run_end.outcome,
       count(tally.outlet) AS outlets, coalesce(sum(tally.discovered), 0)::BIGINT AS discovered,
       coalesce(sum(tally.loaded), 0)::BIGINT AS loaded, coalesce(sum(tally.duplicate), 0)::BIGINT AS duplicate,
       coalesce(sum(tally.unchanged), 0)::BIGINT AS unchanged, coalesce(sum(tally.rejected), 0)::BIGINT AS rejected,
       coalesce(sum(tally.failed), 0)::BIGINT AS failed
FROM run
LEFT JOIN run_end ON run_end.run = run.id
LEFT JOIN tally ON tally.run = run.id
GROUP BY ALL
ORDER BY run.started_at DESC, run.id
LIMIT $most
