-- Success: when a channel ($channel) last accepted something.
SELECT max(delivered_at) AS delivered_at
FROM delivery_log
WHERE channel = $channel
