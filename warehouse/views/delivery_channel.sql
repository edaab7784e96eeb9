CREATE OR REPLACE VIEW delivery_channel AS
SELECT delivery.id AS delivery, coalesce(moved.becomes, delivery.channel) AS channel
FROM delivery
LEFT JOIN (
    SELECT channel, arg_max(becomes, number) AS becomes FROM channel_move GROUP BY channel
) AS moved ON moved.channel = delivery.channel;
COMMENT ON VIEW delivery_channel IS 'The channel that each delivery belongs to now.';
COMMENT ON COLUMN delivery_channel.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_channel.channel IS 'The channel that it was stored for or, where that was moved, the one after it.';
