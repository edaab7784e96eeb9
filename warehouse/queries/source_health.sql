-- SourceHealth: the condition of each outlet, from its requests and articles, by id.
SELECT outlet, name, tier, last_success, last_problem, newest_article, articles, articles_last_day, failing_runs
FROM source_health
ORDER BY outlet
