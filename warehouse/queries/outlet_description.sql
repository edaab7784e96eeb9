-- OutletRow: the current wording of every outlet.
SELECT id, max(since) AS since, max_by(name, since) AS name, max_by(homepage, since) AS homepage,
       max_by(country, since) AS country, max_by(tier, since) AS tier, max_by(timezone, since) AS timezone
FROM outlet
GROUP BY id
