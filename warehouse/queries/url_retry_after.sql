-- Resting: addresses whose server answered an error and asked not to be requested before a time in the future.
SELECT outlet, url, max(retry_after) AS until
FROM request
WHERE reason IS NOT NULL AND retry_after > $now::TIMESTAMPTZ
GROUP BY outlet, url
