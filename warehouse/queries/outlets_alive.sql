-- Alive: how many outlets there are, how many answered well in their last request, and when the newest
-- article came out; one dated in the future came out when it was first seen.
SELECT count(*) AS outlets, count(*) FILTER (last_success IS NOT NULL AND failing_runs = 0) AS alive,
       (SELECT max(least(coalesce(published, first_seen), first_seen)) FROM article) AS newest
FROM source_health
