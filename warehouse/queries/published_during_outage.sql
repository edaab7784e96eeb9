-- PublishedUnseen: those of $articles that were published after the service last looked. It looks with a watch that
-- sends alerts and, if an ingest brought the article, with a listing of the outlet that answered an earlier run. An
-- outlet that was never requested before, or a service that never watched, has missed nothing.
WITH watched AS (
    SELECT max(run.started_at) AS looked_at
    FROM run
    JOIN run_end ON run_end.run = run.id AND run_end.outcome = 'ok'
    WHERE run.flow = 'watch' AND NOT coalesce(run.silent, false)
),
answered AS (
    SELECT outlet, run, max(fetched_at) AS looked_at
    FROM request
    WHERE kind <> 'page' AND reason IS NULL
    GROUP BY outlet, run
),
asked AS (
    SELECT article.id, article.published, run.flow, watched.looked_at AS watched_at,
           max(answered.looked_at) AS answered_at
    FROM article
    JOIN run ON run.id = article.run
    CROSS JOIN watched
    LEFT JOIN answered ON answered.outlet = article.outlet AND answered.run <> run.id
        AND answered.looked_at < article.first_seen
    WHERE article.id IN (SELECT unnest($articles::UUID[]))
    GROUP BY ALL
)
SELECT id AS article, published
FROM asked
WHERE published > watched_at
    OR (flow = 'ingest' AND watched_at IS NOT NULL AND published > answered_at)
