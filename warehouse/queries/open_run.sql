-- OpenRun: runs without an end: cut off, unless one of them is going on.
SELECT id
FROM run
WHERE NOT EXISTS (SELECT 1 FROM run_end WHERE run_end.run = run.id)
