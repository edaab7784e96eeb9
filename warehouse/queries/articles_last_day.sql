-- Harvest: articles of the last day by outlet.
SELECT outlet, count(*) AS articles
FROM article
WHERE first_seen > $now::TIMESTAMPTZ - INTERVAL 1 DAY
GROUP BY outlet
