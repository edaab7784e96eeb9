-- Harvested: the last 100 articles of each outlet within 30 days, oldest first.
SELECT outlet, first_seen AS at, characters AS length, len(removed)::INTEGER AS removed
FROM article
WHERE first_seen > $now::TIMESTAMPTZ - INTERVAL 30 DAYS
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY first_seen DESC) <= 100
ORDER BY outlet, first_seen
