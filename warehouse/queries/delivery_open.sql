-- DeliveryState: the deliveries of a channel ($channel) that are not done, in the order of events: the day of the
-- contact, the contact, its step. Those that the channel refused, before and after it accepted others, come last.
WITH tried AS (
    SELECT delivery, min(started_at) AS first_at
    FROM delivery_attempt
    GROUP BY delivery
),
taken AS (
    SELECT delivered_at AS at
    FROM delivery_log
    WHERE channel = $channel AND delivered_at IS NOT NULL
)
SELECT log.delivery, log.channel, log.kind, log.created_at, log.due_at, log.state, log.attempts, log.attempts_since_retry,
       log.retry_asked, log.first_started_at, log.last_started_at, log.last_ended_at, log.last_verdict, log.last_detail, log.retry_at,
       log.delivered_at, log.may_have_arrived, log.repeat_told, log.snoozed_until, log.instead_of, log.items,
       CASE WHEN log.kind = 'alert' THEN alert.contact END AS contact,
       EXISTS (SELECT 1 FROM taken WHERE taken.at > tried.first_at AND taken.at < log.last_started_at) AS passed
FROM delivery_log AS log
LEFT JOIN tried ON tried.delivery = log.delivery
LEFT JOIN alert ON alert.id = log.items[1]
WHERE log.channel = $channel AND log.state NOT IN ('delivered', 'acknowledged', 'given up')
ORDER BY passed, coalesce((alert.facts::JSON ->> 'date_to')::DATE, log.created_at::DATE), contact, alert.number,
         log.created_at, log.delivery
