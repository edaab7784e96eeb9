-- Articles, links and statistics of runs that do not exist.
SELECT 'article ' || article.id AS trouble
FROM main.article AS article
ANTI JOIN main.run AS run ON run.id = article.run
UNION ALL
SELECT 'link ' || link.url
FROM main.link AS link
ANTI JOIN main.run AS run ON run.id = link.run
UNION ALL
SELECT 'statistics of ' || tally.run
FROM main.tally AS tally
ANTI JOIN main.run AS run ON run.id = tally.run
UNION ALL
SELECT 'end of ' || run_end.run
FROM main.run_end AS run_end
ANTI JOIN main.run AS run ON run.id = run_end.run
