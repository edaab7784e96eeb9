-- FirstAsked: when every outlet was first requested, and when one of its listings last answered successfully.
SELECT outlet, min(fetched_at) AS first, max(fetched_at) FILTER (kind <> 'page' AND reason IS NULL) AS last_success
FROM request
GROUP BY outlet
