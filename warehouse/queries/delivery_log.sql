-- DeliveryState: every delivery in its present state, newest first.
SELECT delivery, channel, kind, created_at, due_at, state, attempts, attempts_since_retry, retry_asked,
       first_started_at, last_started_at, last_ended_at, last_verdict, last_detail, retry_at, delivered_at,
       may_have_arrived, repeat_told, snoozed_until, instead_of, items
FROM delivery_log
ORDER BY created_at DESC, delivery
