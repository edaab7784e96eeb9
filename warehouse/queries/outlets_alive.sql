-- Alive: how many outlets there are, how many answered their last request successfully, and when the newest
-- article was published; an article dated in the future counts as published when it was first seen.
SELECT count(*) AS outlets, count(*) FILTER (last_success IS NOT NULL AND failing_runs = 0) AS alive,
       (SELECT max(least(coalesce(published, first_seen), first_seen)) FROM article) AS newest
FROM source_health
