-- Loaded: the outlets whose books of one run ($run) are closed.
SELECT outlet
FROM tally
WHERE run = $run::UUID
