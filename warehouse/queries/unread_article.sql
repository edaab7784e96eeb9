-- Article ids that the current rules ($rules) have not read, oldest first, at most $limit: those that raise no alert
-- if $quiet is true, otherwise the others. Silent runs brought them. If the reading sends no alerts (not $alert), also
-- those of a replay, those of the last import, and those that other rules have read.
WITH unread AS (
    SELECT article.id, article.published, article.first_seen, article.run
    FROM article
    ANTI JOIN reading ON reading.article_id = article.id AND reading.rules = $rules
),
judged AS (
    SELECT unread.id, unread.published, unread.first_seen,
           coalesce(run.silent, false) OR (NOT $alert AND (
               coalesce(run.flow, '') = 'replay'
               OR run.id IS NOT DISTINCT FROM (SELECT max_by(id, started_at) FROM run WHERE flow = 'import')
               OR unread.id IN (SELECT article_id FROM reading)
           )) AS quiet
    FROM unread
    LEFT JOIN run ON run.id = unread.run
)
SELECT id, published, first_seen
FROM judged
WHERE quiet = $quiet
ORDER BY coalesce(published, first_seen), id
LIMIT $limit
