-- ChannelSet: the channels of the settings as they were last stored.
SELECT number, channels, noted_at
FROM channel_set
ORDER BY number DESC
LIMIT 1
