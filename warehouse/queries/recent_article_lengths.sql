-- ReadRow: the last hundred articles within four weeks of every outlet; oldest first.
SELECT outlet, first_seen AS at, characters AS length, len(removed)::INTEGER AS removed, id
FROM article
WHERE first_seen > $now::TIMESTAMPTZ - INTERVAL 28 DAYS
QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY first_seen DESC) <= 100
ORDER BY outlet, first_seen
