CREATE OR REPLACE VIEW current_outlet_state AS
SELECT outlet, state, advice, noted_at AS since, last_success, newest, gap_hours
FROM outlet_state
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY noted_at DESC) = 1;
COMMENT ON VIEW current_outlet_state IS 'The present state of every outlet.';
COMMENT ON COLUMN current_outlet_state.outlet IS 'The outlet.';
COMMENT ON COLUMN current_outlet_state.state IS 'ok, degraded, blocked, silent or moved.';
COMMENT ON COLUMN current_outlet_state.advice IS 'What is wrong and what to do about it.';
COMMENT ON COLUMN current_outlet_state.since IS 'When this state began.';
COMMENT ON COLUMN current_outlet_state.last_success IS 'When a listing had last answered successfully by then.';
COMMENT ON COLUMN current_outlet_state.newest IS 'When its newest article by then was first seen.';
COMMENT ON COLUMN current_outlet_state.gap_hours IS 'Its longest usual gap between articles by then, in hours.';
