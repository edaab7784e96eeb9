-- Waiting: how many deliveries wait for each channel, and since when.
SELECT channel, count(*)::INTEGER AS deliveries, min(created_at) AS since
FROM delivery_log
WHERE state NOT IN ('delivered', 'acknowledged', 'given up')
GROUP BY channel
ORDER BY channel
