-- Which channels there are, and what became of one whose address was changed: its deliveries are the new one's.

CREATE TABLE channel_set (
    number INTEGER PRIMARY KEY,
    channels VARCHAR[] NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL,
    first_seen TIMESTAMPTZ,
    run UUID
);
COMMENT ON TABLE channel_set IS 'The channels of the settings, stored whenever they differ from those before.';
COMMENT ON COLUMN channel_set.number IS 'Counts from 1.';
COMMENT ON COLUMN channel_set.channels IS 'The channels, in alphabetical order.';
COMMENT ON COLUMN channel_set.noted_at IS 'When they were first seen.';
COMMENT ON COLUMN channel_set.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN channel_set.run IS 'The run that stored it; NULL outside of runs.';

CREATE TABLE channel_move (
    channel VARCHAR,
    number INTEGER,
    becomes VARCHAR NOT NULL,
    moved_at TIMESTAMPTZ NOT NULL,
    first_seen TIMESTAMPTZ,
    run UUID,
    PRIMARY KEY (channel, number)
);
COMMENT ON TABLE channel_move IS 'A channel whose deliveries belong to another one from then on, since its address was changed.';
COMMENT ON COLUMN channel_move.channel IS 'The channel that deliveries were stored for.';
COMMENT ON COLUMN channel_move.number IS 'Counts from 1; the highest of a channel holds.';
COMMENT ON COLUMN channel_move.becomes IS 'The channel that they are sent to.';
COMMENT ON COLUMN channel_move.moved_at IS 'When.';
COMMENT ON COLUMN channel_move.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN channel_move.run IS 'The run that stored it; NULL outside of runs.';
