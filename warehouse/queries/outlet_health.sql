-- OutletHealth: the state every outlet is in, by id.
SELECT outlet, state, advice, since
FROM outlet_health
ORDER BY outlet
