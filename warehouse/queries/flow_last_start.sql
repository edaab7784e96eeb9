-- LastStart: when each flow last began.
SELECT flow, max(started_at) AS started_at
FROM run
GROUP BY flow
ORDER BY flow
