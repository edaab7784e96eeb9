-- Loaded: the outlets whose statistics of one run ($run) are stored.
SELECT outlet
FROM tally
WHERE run = $run::UUID
