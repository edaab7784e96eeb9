CREATE OR REPLACE VIEW delivery_hold AS
SELECT delivery_channel.delivery, arg_max(hold.state, hold.number) AS state,
       arg_max(coalesce(hold.until, hold.noted_at), hold.number) AS until,
       arg_max(hold.noted_at, hold.number) AS noted_at
FROM alert_hold AS hold
JOIN alert ON alert.contact = hold.contact
JOIN delivery_item ON delivery_item.item = alert.id
JOIN delivery ON delivery.id = delivery_item.delivery AND delivery.kind = 'alert'
JOIN delivery_channel ON delivery_channel.delivery = delivery.id AND hold.channel IN ('', delivery_channel.channel)
GROUP BY delivery_channel.delivery;
COMMENT ON VIEW delivery_hold IS 'The current hold on each delivery of a single alert.';
COMMENT ON COLUMN delivery_hold.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_hold.state IS 'acknowledged, snoozed or open.';
COMMENT ON COLUMN delivery_hold.until IS 'When a snooze ends; otherwise when the hold was made.';
COMMENT ON COLUMN delivery_hold.noted_at IS 'When the hold was made.';
