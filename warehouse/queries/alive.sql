-- Alive: how many outlets there are, how many answered well in their last request, and when the newest article came out.
SELECT count(*) AS outlets, count(*) FILTER (last_success IS NOT NULL AND failing_runs = 0) AS alive,
       max(newest_article) AS newest
FROM source_health
