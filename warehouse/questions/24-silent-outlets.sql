-- Which outlets have gone quiet?
SELECT outlet, name, last_success, newest_article, failing_runs, last_problem
FROM source_health
WHERE last_success IS NULL OR last_success < now() - INTERVAL 1 DAY OR newest_article < now() - INTERVAL 3 DAY
ORDER BY last_success NULLS FIRST, outlet
