-- DeliveryState: the deliveries of a channel ($channel) that are not done, in the order they are to be tried.
SELECT delivery, channel, kind, created_at, due_at, state, attempts, attempts_since_retry, retry_asked, last_started_at,
       last_ended_at, last_verdict, last_detail, retry_at, delivered_at, may_have_arrived, repeat_told, items
FROM delivery_log
WHERE channel = $channel AND state NOT IN ('delivered', 'given up')
ORDER BY attempts > 0, created_at, delivery
