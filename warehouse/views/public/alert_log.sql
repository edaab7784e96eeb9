CREATE OR REPLACE VIEW alert_log AS
SELECT alert.id AS alert, alert.contact, alert.kind, alert."first", alert.raised_at,
       count(delivery_log.delivery)::INTEGER AS deliveries,
       (count(*) FILTER (delivery_log.state = 'delivered'))::INTEGER AS delivered,
       (count(*) FILTER (delivery_log.state = 'given up'))::INTEGER AS given_up,
       (count(*) FILTER (delivery_log.state NOT IN ('delivered', 'acknowledged', 'given up')))::INTEGER AS outstanding,
       min(delivery_log.delivered_at) AS first_delivered_at, held.state AS hold, held.until AS hold_until
FROM alert
LEFT JOIN (
    SELECT contact, arg_max(state, number) AS state, arg_max(coalesce(until, noted_at), number) AS until
    FROM alert_hold
    GROUP BY contact
) AS held ON held.contact = alert.contact AND held.state <> 'open'
LEFT JOIN delivery_item ON delivery_item.item = alert.id
LEFT JOIN delivery_log ON delivery_log.delivery = delivery_item.delivery
GROUP BY ALL;
COMMENT ON VIEW alert_log IS 'Every alert and what became of its deliveries.';
COMMENT ON COLUMN alert_log.alert IS 'The alert.';
COMMENT ON COLUMN alert_log.contact IS 'Its contact.';
COMMENT ON COLUMN alert_log.kind IS 'The step in the history of the contact that it reports.';
COMMENT ON COLUMN alert_log."first" IS 'True for the one alert that first reports the contact.';
COMMENT ON COLUMN alert_log.raised_at IS 'When it was raised.';
COMMENT ON COLUMN alert_log.deliveries IS 'Channels that it is sent to.';
COMMENT ON COLUMN alert_log.delivered IS 'Channels that have received it.';
COMMENT ON COLUMN alert_log.given_up IS 'Channels where it was given up.';
COMMENT ON COLUMN alert_log.outstanding IS 'Channels that are still to receive it.';
COMMENT ON COLUMN alert_log.first_delivered_at IS 'When the first channel received it.';
COMMENT ON COLUMN alert_log.hold IS 'The current hold on the alerts of its contact, for one channel or for all: acknowledged or snoozed; NULL without one.';
COMMENT ON COLUMN alert_log.hold_until IS 'When the snooze ends; for an acknowledgement, when it was made.';
