-- How long does delivery take on each channel?
SELECT channel, count(*) AS deliveries, count(*) FILTER (WHERE state = 'delivered') AS delivered,
       round(median(epoch(delivered_at) - epoch(created_at)), 1) AS median_seconds,
       round(max(epoch(delivered_at) - epoch(created_at)), 1) AS longest_seconds,
       count(*) FILTER (WHERE may_have_arrived AND attempts > 1) AS possible_repeats
FROM delivery_log
GROUP BY channel
ORDER BY channel
