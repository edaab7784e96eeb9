CREATE OR REPLACE VIEW alert_log AS
SELECT alert.id AS alert, alert.contact, alert.kind, alert."first", alert.raised_at,
       count(delivery_log.delivery)::INTEGER AS deliveries,
       (count(*) FILTER (delivery_log.state = 'delivered'))::INTEGER AS delivered,
       (count(*) FILTER (delivery_log.state = 'given up'))::INTEGER AS given_up,
       (count(*) FILTER (delivery_log.state NOT IN ('delivered', 'given up')))::INTEGER AS outstanding,
       min(delivery_log.delivered_at) AS first_delivered_at
FROM alert
LEFT JOIN delivery_item ON delivery_item.item = alert.id
LEFT JOIN delivery_log ON delivery_log.delivery = delivery_item.delivery
GROUP BY ALL;
COMMENT ON VIEW alert_log IS 'Every alert and what became of its deliveries.';
COMMENT ON COLUMN alert_log.alert IS 'The alert.';
COMMENT ON COLUMN alert_log.contact IS 'Its contact.';
COMMENT ON COLUMN alert_log.kind IS 'Which step in the life of the contact it tells.';
COMMENT ON COLUMN alert_log."first" IS 'True for the one alert that tells people of the contact.';
COMMENT ON COLUMN alert_log.raised_at IS 'When it was raised.';
COMMENT ON COLUMN alert_log.deliveries IS 'Channels it goes to.';
COMMENT ON COLUMN alert_log.delivered IS 'Channels that have it.';
COMMENT ON COLUMN alert_log.given_up IS 'Channels where it is a dead letter.';
COMMENT ON COLUMN alert_log.outstanding IS 'Channels that are still to get it.';
COMMENT ON COLUMN alert_log.first_delivered_at IS 'When the first channel had it.';
