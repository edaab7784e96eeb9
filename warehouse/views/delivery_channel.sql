CREATE OR REPLACE VIEW delivery_channel AS
SELECT given.id AS delivery, coalesce(moved.becomes, given.channel) AS channel, given.instead_of
FROM (
    SELECT delivery.id, coalesce(handover.channel, delivery.channel) AS channel, handover.instead_of
    FROM delivery
    LEFT JOIN delivery_handover AS handover ON handover.delivery = delivery.id
) AS given
LEFT JOIN (
    SELECT channel, arg_max(becomes, number) AS becomes FROM channel_move GROUP BY channel
) AS moved ON moved.channel = given.channel;
COMMENT ON VIEW delivery_channel IS 'The present channel of each delivery.';
COMMENT ON COLUMN delivery_channel.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_channel.channel IS 'The channel that it was stored for, its fallback, or the channel to which one of these was moved.';
COMMENT ON COLUMN delivery_channel.instead_of IS 'The channel that failed, if this one is its fallback; otherwise NULL.';
