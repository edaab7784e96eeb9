-- OutletHealth: the present state of every outlet, by id.
SELECT outlet, state, advice, since
FROM outlet_health
ORDER BY outlet
