-- OutletHealth: the present state of every outlet, by id.
SELECT outlet, state, advice, since
FROM current_outlet_state
ORDER BY outlet
