-- Service: how much is stored, what arrived in the day before $now, and what waits; one row.
SELECT (SELECT count(*) FROM article) AS articles,
       (SELECT count(*) FROM article WHERE first_seen > $now::TIMESTAMPTZ - INTERVAL 1 DAY) AS articles_day,
       (SELECT max(coalesce(published, first_seen)) FROM article) AS newest_article,
       (SELECT count(*) FROM contact_timeline) AS contacts,
       (SELECT count(*) FROM alert WHERE "first") AS alerts,
       (SELECT count(*) FROM alert WHERE "first" AND raised_at > $now::TIMESTAMPTZ - INTERVAL 1 DAY) AS alerts_day,
       (SELECT count(*) FROM delivery_log WHERE state NOT IN ('delivered', 'acknowledged', 'given up')) AS outstanding,
       (SELECT count(*) FROM delivery_log WHERE state = 'given up') AS given_up,
       (SELECT count(*) FROM run WHERE started_at > $now::TIMESTAMPTZ - INTERVAL 1 DAY) AS runs_day,
       (SELECT count(*) FROM run_end WHERE ended_at > $now::TIMESTAMPTZ - INTERVAL 1 DAY
            AND outcome IN ('failed', 'abandoned')) AS runs_lost_day
