-- OpenRun: runs without an end: they were cut off, unless one of them is in progress.
SELECT id
FROM run
WHERE NOT EXISTS (SELECT 1 FROM run_end WHERE run_end.run = run.id)
