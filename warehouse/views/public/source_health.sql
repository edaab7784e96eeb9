CREATE OR REPLACE VIEW source_health AS
WITH wording AS (
    SELECT id, arg_max(name, since) AS name, arg_max(tier, since) AS tier
    FROM outlet
    GROUP BY id
),
listing AS (
    SELECT outlet, max(fetched_at) FILTER (reason IS NULL) AS last_success
    FROM request
    WHERE kind <> 'page'
    GROUP BY outlet
),
trouble AS (
    SELECT outlet, arg_max(step || ': ' || reason, noted_at) AS last_problem
    FROM problem
    GROUP BY outlet
),
harvest AS (
    SELECT outlet, count(*) AS articles, max(coalesce(published, first_seen)) AS newest_article,
           count(*) FILTER (first_seen > now() - INTERVAL 1 DAY) AS articles_last_day
    FROM main.article AS article
    GROUP BY outlet
),
failing AS (
    SELECT request.outlet, count(DISTINCT request.run) AS failing_runs
    FROM request
    LEFT JOIN listing ON listing.outlet = request.outlet
    WHERE request.kind <> 'page' AND request.reason IS NOT NULL
        AND request.fetched_at > coalesce(listing.last_success, TIMESTAMPTZ '2000-01-01 00:00:00+00')
    GROUP BY request.outlet
)
SELECT wording.id AS outlet, wording.name, wording.tier, listing.last_success, trouble.last_problem,
       harvest.newest_article, coalesce(harvest.articles, 0) AS articles,
       coalesce(harvest.articles_last_day, 0) AS articles_last_day, coalesce(failing.failing_runs, 0) AS failing_runs
FROM wording
LEFT JOIN listing ON listing.outlet = wording.id
LEFT JOIN trouble ON trouble.outlet = wording.id
LEFT JOIN harvest ON harvest.outlet = wording.id
LEFT JOIN failing ON failing.outlet = wording.id;
COMMENT ON VIEW source_health IS 'The condition of each outlet, from its requests and articles.';
COMMENT ON COLUMN source_health.outlet IS 'The id in sources.yaml.';
COMMENT ON COLUMN source_health.name IS 'Display name.';
COMMENT ON COLUMN source_health.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN source_health.last_success IS 'When a feed, sitemap or section last answered successfully.';
COMMENT ON COLUMN source_health.last_problem IS 'The step and reason of its last problem.';
COMMENT ON COLUMN source_health.newest_article IS 'When its newest article was published.';
COMMENT ON COLUMN source_health.articles IS 'Articles stored.';
COMMENT ON COLUMN source_health.articles_last_day IS 'Articles first seen in the last 24 hours.';
COMMENT ON COLUMN source_health.failing_runs IS 'Runs with failed listings since its last success.';
