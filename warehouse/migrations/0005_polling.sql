-- What polling and health add: where a listing moved to, and the state of every outlet each time it changes.

ALTER TABLE request ADD COLUMN moved_to VARCHAR;
COMMENT ON COLUMN request.moved_to IS 'Where every redirect on the way was a permanent one: the address to write into sources.yaml.';
COMMENT ON COLUMN request.retry_after IS 'Not to be asked before: Retry-After of a failure, ttl or Cache-Control of a good answer.';

CREATE TABLE outlet_state (
    outlet VARCHAR,
    noted_at TIMESTAMPTZ,
    run UUID NOT NULL,
    state VARCHAR NOT NULL,
    before VARCHAR,
    advice VARCHAR NOT NULL,
    last_success TIMESTAMPTZ,
    newest TIMESTAMPTZ,
    gap_hours DOUBLE NOT NULL,
    first_seen TIMESTAMPTZ,
    PRIMARY KEY (outlet, noted_at)
);
COMMENT ON TABLE outlet_state IS 'How an outlet does, a row each time that changes; the latest holds.';
COMMENT ON COLUMN outlet_state.outlet IS 'The outlet.';
COMMENT ON COLUMN outlet_state.noted_at IS 'When it was noted.';
COMMENT ON COLUMN outlet_state.run IS 'The run that noted it.';
COMMENT ON COLUMN outlet_state.state IS 'ok, degraded, blocked, silent or moved.';
COMMENT ON COLUMN outlet_state.before IS 'The state before; NULL for the first.';
COMMENT ON COLUMN outlet_state.advice IS 'What is the matter and what to do about it.';
COMMENT ON COLUMN outlet_state.last_success IS 'When a feed, sitemap or section last answered well.';
COMMENT ON COLUMN outlet_state.newest IS 'When its newest article was first seen.';
COMMENT ON COLUMN outlet_state.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN outlet_state.gap_hours IS 'The longest silence that its own rhythm explains.';
