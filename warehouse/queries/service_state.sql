-- ServiceState: how much there is, and what waits; one row.
SELECT (SELECT count(*) FROM article) AS articles,
       (SELECT max(coalesce(published, first_seen)) FROM article) AS newest_article,
       (SELECT count(*) FROM contact_timeline) AS contacts,
       (SELECT count(*) FROM alert WHERE "first") AS alerts,
       (SELECT count(*) FROM delivery_log WHERE state NOT IN ('delivered', 'given up')) AS outstanding,
       (SELECT count(*) FROM delivery_log WHERE state = 'given up') AS given_up
