-- History: what a channel ($channel) was given before: alerts of a contact ($contact), contacts new to it
-- since $since, the digest that is open, and whether a person acknowledged its alerts of the contact.
SELECT (
    SELECT count(*) > 0
    FROM delivery_channel
    JOIN delivery_item USING (delivery)
    JOIN alert ON alert.id = delivery_item.item
    WHERE $channel IN (delivery_channel.channel, delivery_channel.instead_of) AND alert.contact = $contact
) AS alerted, (
    SELECT count(*)::INTEGER
    FROM (
        SELECT alert.contact
        FROM delivery
        JOIN delivery_channel ON delivery_channel.delivery = delivery.id
        JOIN delivery_item ON delivery_item.delivery = delivery.id
        JOIN alert ON alert.id = delivery_item.item
        WHERE delivery_channel.channel = $channel AND alert.kind <> 'canary'
        GROUP BY alert.contact
        HAVING min(delivery.created_at) > $since
    )
) AS recent, (
    SELECT arg_max(delivery, created_at)
    FROM delivery_log
    WHERE channel = $channel AND kind = 'digest' AND state = 'waiting' AND instead_of IS NULL
) AS digest, coalesce((
    SELECT arg_max(state, number) = 'acknowledged'
    FROM alert_hold
    WHERE contact = $contact AND channel IN ('', $channel)
), false) AS acknowledged
