CREATE OR REPLACE VIEW delivery_log AS
WITH tried AS (
    SELECT attempt.delivery, count(*)::INTEGER AS attempts,
           min(attempt.started_at) AS first_started_at,
           arg_max(attempt.started_at, attempt.number) AS last_started_at,
           arg_max(outcome.ended_at, attempt.number) FILTER (outcome.number IS NOT NULL) AS ended_at,
           max(outcome.number) AS ended_number,
           arg_max(outcome.verdict, outcome.number) AS verdict,
           arg_max(outcome.detail, outcome.number) AS detail,
           max(outcome.retry_at) AS retry_at,
           min(outcome.ended_at) FILTER (outcome.verdict = 'delivered') AS delivered_at,
           bool_or(outcome.verdict IS NULL OR outcome.verdict = 'unknown') AS may_have_arrived,
           bool_or(attempt.possible_repeat) AS repeat_told
    FROM delivery_attempt AS attempt
    LEFT JOIN delivery_outcome AS outcome USING (delivery, number)
    GROUP BY attempt.delivery
),
given_up AS (
    SELECT delivery, max(after_number) AS after_number, max(given_up_at) AS given_up_at
    FROM delivery_given_up
    GROUP BY delivery
),
asked AS (
    SELECT delivery, max(after_number) AS after_number, max(asked_at) AS asked_at
    FROM delivery_retry
    GROUP BY delivery
)
SELECT delivery.id AS delivery, delivery_channel.channel, delivery.kind, delivery.created_at, delivery.due_at,
       CASE WHEN tried.delivered_at IS NOT NULL THEN 'delivered'
            WHEN given_up.after_number > coalesce(asked.after_number, -1)
                 OR (given_up.after_number = asked.after_number AND given_up.given_up_at > asked.asked_at) THEN 'given up'
            WHEN held.state = 'acknowledged' AND delivery.created_at <= held.noted_at THEN 'acknowledged'
            WHEN tried.attempts IS NULL THEN 'waiting'
            WHEN tried.ended_number IS DISTINCT FROM tried.attempts THEN 'interrupted'
            ELSE 'failing' END AS state,
       coalesce(tried.attempts, 0)::INTEGER AS attempts,
       (coalesce(tried.attempts, 0) - coalesce(asked.after_number, 0))::INTEGER AS attempts_since_retry,
       asked.delivery IS NOT NULL AS retry_asked,
       tried.first_started_at, tried.last_started_at,
       CASE WHEN tried.ended_number = tried.attempts THEN tried.ended_at END AS last_ended_at,
       tried.verdict AS last_verdict, tried.detail AS last_detail, tried.retry_at, tried.delivered_at,
       coalesce(tried.may_have_arrived, false) AS may_have_arrived,
       coalesce(tried.repeat_told, false) AS repeat_told,
       CASE WHEN held.state = 'snoozed' THEN held.until END AS snoozed_until,
       delivery_channel.instead_of,
       (SELECT list(item ORDER BY item) FROM delivery_item WHERE delivery_item.delivery = delivery.id) AS items
FROM delivery
JOIN delivery_channel ON delivery_channel.delivery = delivery.id
LEFT JOIN tried ON tried.delivery = delivery.id
LEFT JOIN given_up ON given_up.delivery = delivery.id
LEFT JOIN asked ON asked.delivery = delivery.id
LEFT JOIN delivery_hold AS held ON held.delivery = delivery.id;
COMMENT ON VIEW delivery_log IS 'Every delivery in its present state: the attempts and their outcome.';
COMMENT ON COLUMN delivery_log.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_log.channel IS 'The channel that it is sent to now: after a change of address the new channel, after an outage the fallback.';
COMMENT ON COLUMN delivery_log.kind IS 'alert, digest or notice.';
COMMENT ON COLUMN delivery_log.created_at IS 'When it was added to the outbox.';
COMMENT ON COLUMN delivery_log.due_at IS 'Not to be sent before; NULL means at once.';
COMMENT ON COLUMN delivery_log.state IS 'waiting, interrupted (the sender died in an attempt), failing, acknowledged, given up or delivered.';
COMMENT ON COLUMN delivery_log.attempts IS 'Attempts made.';
COMMENT ON COLUMN delivery_log.attempts_since_retry IS 'Attempts since the last manual retry.';
COMMENT ON COLUMN delivery_log.retry_asked IS 'Whether it was ever retried manually.';
COMMENT ON COLUMN delivery_log.first_started_at IS 'When the first attempt began.';
COMMENT ON COLUMN delivery_log.last_started_at IS 'When the last attempt began.';
COMMENT ON COLUMN delivery_log.last_ended_at IS 'When its outcome was known; NULL if it never was.';
COMMENT ON COLUMN delivery_log.last_verdict IS 'The last outcome known.';
COMMENT ON COLUMN delivery_log.last_detail IS 'What the receiver or the network answered then.';
COMMENT ON COLUMN delivery_log.retry_at IS 'The receiver asked not to be tried before this time.';
COMMENT ON COLUMN delivery_log.delivered_at IS 'When it was delivered.';
COMMENT ON COLUMN delivery_log.may_have_arrived IS 'An attempt without a definite outcome may have arrived; this never becomes false again.';
COMMENT ON COLUMN delivery_log.repeat_told IS 'Whether the receiver was warned about a possible repeat.';
COMMENT ON COLUMN delivery_log.snoozed_until IS 'Not to be sent before, because a person snoozed the alerts of its contact.';
COMMENT ON COLUMN delivery_log.instead_of IS 'The channel that failed, if a fallback sends it.';
COMMENT ON COLUMN delivery_log.items IS 'The alerts or the notice in it.';
