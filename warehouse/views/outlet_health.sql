CREATE OR REPLACE VIEW outlet_health AS
SELECT outlet, state, advice, noted_at AS since, last_success, newest, gap_hours
FROM outlet_state
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY noted_at DESC) = 1;
COMMENT ON VIEW outlet_health IS 'The present state of every outlet.';
COMMENT ON COLUMN outlet_health.outlet IS 'The outlet.';
COMMENT ON COLUMN outlet_health.state IS 'ok, degraded, blocked, silent or moved.';
COMMENT ON COLUMN outlet_health.advice IS 'What is wrong and what to do about it.';
COMMENT ON COLUMN outlet_health.since IS 'When this state began.';
COMMENT ON COLUMN outlet_health.last_success IS 'When a listing had last answered successfully by then.';
COMMENT ON COLUMN outlet_health.newest IS 'When its newest article by then was first seen.';
COMMENT ON COLUMN outlet_health.gap_hours IS 'Its longest usual gap between articles by then, in hours.';
