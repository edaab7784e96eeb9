-- Alert: the alerts of plans since $since, in their order.
SELECT id, contact, number, kind, "first", raised_at, facts
FROM alert
WHERE raised_at > $since AND contact IN (SELECT contact FROM alert WHERE kind = 'planned')
ORDER BY raised_at, number
