-- RunRow: the last $most runs, latest first, with their statistics.
SELECT run.flow, run.started_at, run_end.ended_at, run_end.outcome,
       coalesce(sum(tally.discovered), 0)::BIGINT AS discovered, coalesce(sum(tally.loaded), 0)::BIGINT AS loaded,
       coalesce(sum(tally.rejected + tally.failed), 0)::BIGINT AS failed
FROM run
LEFT JOIN run_end ON run_end.run = run.id
LEFT JOIN tally ON tally.run = run.id
GROUP BY run.id, run.flow, run.started_at, run_end.ended_at, run_end.outcome
ORDER BY run.started_at DESC
LIMIT $most
