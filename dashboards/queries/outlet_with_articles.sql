-- OutletName: every outlet that has an article.
SELECT DISTINCT outlet
FROM article
ORDER BY outlet
