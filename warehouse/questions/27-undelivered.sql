-- Which alerts have not reached every channel?
SELECT alert.alert, alert.kind, alert.raised_at, delivery.channel, delivery.state, delivery.attempts,
       delivery.last_detail
FROM alert_log AS alert
JOIN delivery_log AS delivery ON list_contains(delivery.items, alert.alert)
WHERE delivery.state <> 'delivered'
ORDER BY alert.raised_at DESC, delivery.channel
