-- KnownOutlet: the outlets that have been read before, for which the next run is no first run.
SELECT DISTINCT outlet FROM link
