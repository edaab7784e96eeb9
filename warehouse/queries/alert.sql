-- Alert: the alerts of one delivery ($delivery), in the order they were raised.
SELECT alert.id, alert.contact, alert.number, alert.kind, alert."first", alert.raised_at, alert.facts
FROM alert
JOIN delivery_item ON delivery_item.item = alert.id
WHERE delivery_item.delivery = $delivery
ORDER BY alert.raised_at, alert.id
