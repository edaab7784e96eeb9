-- StateChange: the changes of state within a week that have not been reported yet. A first state counts if it is
-- not ok, unless the very first run recorded it: its own table shows those.
SELECT run, outlet, state, before, advice
FROM outlet_state
WHERE noted_at > $now::TIMESTAMPTZ - INTERVAL 7 DAYS AND state <> coalesce(before, 'ok')
    AND (before IS NOT NULL OR run <> (SELECT arg_min(id, started_at) FROM run WHERE flow = 'ingest'))
    AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.id = 'health:' || outlet_state.run::VARCHAR)
ORDER BY noted_at, outlet
