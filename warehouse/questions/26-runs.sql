-- How long did runs take by day, and do their statistics balance?
SELECT started_at::DATE AS day, flow, count(*) AS runs, round(median(seconds), 1) AS median_seconds,
       max(seconds) AS longest_seconds, sum(loaded)::BIGINT AS loaded,
       count(*) FILTER (WHERE outcome IN ('failed', 'unfinished')) AS not_ended_well, bool_and(balanced) AS balanced
FROM run_log
WHERE started_at >= now() - INTERVAL 30 DAY
GROUP BY ALL
ORDER BY day DESC, flow
