-- CatalogRow: what can be asked: the views and macros made for people first, then what lies beneath them.
WITH entry AS (
    SELECT view_name AS name, CASE schema_name WHEN 'public' THEN 'view' ELSE 'inner view' END AS kind, comment
    FROM duckdb_views()
    WHERE NOT internal
    UNION ALL
    SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', 'macro', comment
    FROM duckdb_functions()
    WHERE NOT internal AND schema_name = 'public'
    UNION ALL
    SELECT table_name, 'table', comment
    FROM duckdb_tables()
    WHERE NOT internal AND schema_name = 'main'
)
SELECT name, kind, comment
FROM entry
ORDER BY list_position(['view', 'macro', 'table', 'inner view'], kind), name
