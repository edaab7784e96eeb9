-- What people are not to be sent for now, and what a fallback channel took over.

CREATE TABLE alert_hold (
    contact VARCHAR,
    number INTEGER,
    channel VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    until TIMESTAMPTZ,
    noted_at TIMESTAMPTZ NOT NULL,
    first_seen TIMESTAMPTZ,
    run UUID,
    PRIMARY KEY (contact, number)
);
COMMENT ON TABLE alert_hold IS 'A person acknowledged or snoozed the alerts of a contact, or took that back.';
COMMENT ON COLUMN alert_hold.contact IS 'The contact.';
COMMENT ON COLUMN alert_hold.number IS 'Counts from 1; the highest of a contact that names a channel, or all of them, holds for it.';
COMMENT ON COLUMN alert_hold.channel IS 'The channel that it is for; empty means every channel.';
COMMENT ON COLUMN alert_hold.state IS 'acknowledged, snoozed or open (taken back).';
COMMENT ON COLUMN alert_hold.until IS 'When a snooze ends; NULL otherwise.';
COMMENT ON COLUMN alert_hold.noted_at IS 'When.';
COMMENT ON COLUMN alert_hold.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN alert_hold.run IS 'The run that stored it; NULL outside of runs.';

CREATE TABLE delivery_handover (
    delivery UUID PRIMARY KEY,
    channel VARCHAR NOT NULL,
    instead_of VARCHAR NOT NULL,
    handed_at TIMESTAMPTZ NOT NULL,
    first_seen TIMESTAMPTZ,
    run UUID
);
COMMENT ON TABLE delivery_handover IS 'A delivery that a fallback channel took over, since its own channel failed.';
COMMENT ON COLUMN delivery_handover.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_handover.channel IS 'The fallback channel, which sends it from then on.';
COMMENT ON COLUMN delivery_handover.instead_of IS 'The channel that failed.';
COMMENT ON COLUMN delivery_handover.handed_at IS 'When.';
COMMENT ON COLUMN delivery_handover.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN delivery_handover.run IS 'The run that stored it; NULL outside of runs.';
