-- AlertState: every alert with what became of its deliveries, newest first.
SELECT alert, contact, kind, "first", raised_at, deliveries, delivered, given_up, outstanding, first_delivered_at, hold,
       hold_until
FROM alert_log
ORDER BY raised_at DESC, alert
