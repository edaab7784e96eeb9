-- StateChange: the changes of state that nobody was notified of yet, of a week at most; a first state counts where it is
-- not ok, unless the very first run noted it: its own table tells of those.
SELECT run, outlet, state, before, advice
FROM outlet_state
WHERE noted_at > $now::TIMESTAMPTZ - INTERVAL 7 DAYS AND state <> coalesce(before, 'ok')
    AND (before IS NOT NULL OR run <> (SELECT arg_min(id, started_at) FROM run WHERE flow = 'ingest'))
    AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.id = 'health:' || outlet_state.run::VARCHAR)
ORDER BY noted_at, outlet
