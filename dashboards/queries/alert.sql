-- Alert: the alerts since $since, and how many channels each reached, latest first.
SELECT alert_log.kind, alert_log.raised_at, coalesce(contact_root.root, alert_log.contact) AS contact,
       alert_log.deliveries, alert_log.delivered, alert_log.given_up, alert_log.outstanding
FROM alert_log
LEFT JOIN contact_root ON contact_root.contact = alert_log.contact
WHERE alert_log.kind <> 'canary' AND alert_log.raised_at >= $since::TIMESTAMPTZ
ORDER BY alert_log.raised_at DESC, alert_log.alert
