CREATE OR REPLACE VIEW run_log AS
WITH books AS (
    SELECT run, count(*) AS outlets, sum(discovered)::BIGINT AS discovered, sum(loaded)::BIGINT AS loaded,
           sum(duplicate)::BIGINT AS duplicate, sum(unchanged)::BIGINT AS unchanged, sum(rejected)::BIGINT AS rejected,
           sum(failed)::BIGINT AS failed,
           bool_and(discovered = loaded + duplicate + unchanged + rejected + failed) AS balanced
    FROM main.tally
    GROUP BY run
)
SELECT run.id AS run, run.flow, run.started_by, run.started_at, run_end.ended_at,
       coalesce(run_end.outcome, 'unfinished') AS outcome,
       round(epoch(run_end.ended_at) - epoch(run.started_at), 1) AS seconds,
       coalesce(books.outlets, 0) AS outlets, coalesce(books.discovered, 0) AS discovered,
       coalesce(books.loaded, 0) AS loaded, coalesce(books.duplicate, 0) AS duplicate,
       coalesce(books.unchanged, 0) AS unchanged, coalesce(books.rejected, 0) AS rejected,
       coalesce(books.failed, 0) AS failed, coalesce(books.balanced, true) AS balanced, run.rabita
FROM main.run AS run
LEFT JOIN main.run_end AS run_end ON run_end.run = run.id
LEFT JOIN books ON books.run = run.id;
COMMENT ON VIEW run_log IS 'Every run with its outcome and its statistics.';
COMMENT ON COLUMN run_log.run IS 'The run.';
COMMENT ON COLUMN run_log.flow IS 'ingest, import, watch, decide or replay.';
COMMENT ON COLUMN run_log.started_by IS 'hand, demo, prefect or schedule.';
COMMENT ON COLUMN run_log.started_at IS 'When it began.';
COMMENT ON COLUMN run_log.ended_at IS 'When it ended; NULL if it was cut off or is in progress.';
COMMENT ON COLUMN run_log.outcome IS 'ok, partial (some outlets failed), failed (all did) or unfinished.';
COMMENT ON COLUMN run_log.seconds IS 'How long it took.';
COMMENT ON COLUMN run_log.outlets IS 'Outlets in its statistics.';
COMMENT ON COLUMN run_log.discovered IS 'New links found, or files read.';
COMMENT ON COLUMN run_log.loaded IS 'New articles stored.';
COMMENT ON COLUMN run_log.duplicate IS 'Articles whose text was already stored.';
COMMENT ON COLUMN run_log.unchanged IS 'Links whose address had already been read.';
COMMENT ON COLUMN run_log.rejected IS 'Pages that are not an Urdu article.';
COMMENT ON COLUMN run_log.failed IS 'Pages that could not be fetched or read.';
COMMENT ON COLUMN run_log.balanced IS 'Whether discovered = loaded + duplicate + unchanged + rejected + failed for every outlet.';
COMMENT ON COLUMN run_log.rabita IS 'Version of Rabita that ran.';
