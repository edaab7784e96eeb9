-- Resting: addresses whose server said, with an error, not to be asked again before a moment yet to come.
SELECT outlet, url, max(retry_after) AS until
FROM request
WHERE reason IS NOT NULL AND retry_after > $now::TIMESTAMPTZ
GROUP BY outlet, url
