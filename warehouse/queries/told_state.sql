-- ToldState: the state of each outlet that the operator was told last.
SELECT split_part(id, ':', 2) AS outlet, arg_max(split_part(id, ':', 3), raised_at) AS state
FROM notice
WHERE starts_with(id, 'outlet:')
GROUP BY ALL
ORDER BY outlet
