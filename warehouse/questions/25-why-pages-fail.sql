-- Why were pages rejected or failed in the last week?
SELECT step, reason, count(*) AS pages, count(DISTINCT outlet) AS outlets, max(noted_at) AS latest, any_value(url) AS example
FROM problem
WHERE noted_at >= now() - INTERVAL 7 DAY
GROUP BY step, reason
ORDER BY pages DESC, step, reason
