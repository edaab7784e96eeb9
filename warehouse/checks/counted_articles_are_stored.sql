-- Runs whose statistics count more articles than are stored or were erased.
SELECT tally.run || ' ' || tally.outlet || ': ' || tally.loaded || ' loaded, ' || count(article.id) || ' stored' AS trouble
FROM main.tally AS tally
LEFT JOIN main.article AS article ON article.run = tally.run AND article.outlet = tally.outlet
LEFT JOIN (SELECT sum(rows) AS rows FROM main.erasure WHERE table_name = 'article') AS erased ON true
GROUP BY tally.run, tally.outlet, tally.loaded, erased.rows
HAVING tally.loaded > count(article.id) AND coalesce(erased.rows, 0) = 0
