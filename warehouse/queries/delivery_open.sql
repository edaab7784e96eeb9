-- DeliveryState: the deliveries of a channel ($channel) that are not done, in the order they are to be tried: first those
-- that were never tried, and each as their alerts were raised.
SELECT delivery, channel, kind, created_at, due_at, state, attempts, attempts_since_retry, retry_asked, last_started_at,
       last_ended_at, last_verdict, last_detail, retry_at, delivered_at, may_have_arrived, repeat_told, items
FROM delivery_log
LEFT JOIN (
    SELECT delivery_item.delivery, min(alert.raised_at) AS raised_at, min(alert.contact) AS contact,
           min(alert.number) AS number
    FROM delivery_item
    JOIN alert ON alert.id = delivery_item.item
    GROUP BY delivery_item.delivery
) AS step USING (delivery)
WHERE channel = $channel AND state NOT IN ('delivered', 'given up')
ORDER BY attempts > 0, created_at, step.raised_at, step.contact, step.number, delivery
