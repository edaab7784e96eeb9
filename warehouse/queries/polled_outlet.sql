-- KnownOutlet: the outlets that have been read before, so that the next run is not their first.
SELECT DISTINCT outlet FROM link
