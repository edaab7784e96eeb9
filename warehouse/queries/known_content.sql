-- KnownContent: the article that came out first with each of these texts; of those without a date, the first one seen.
SELECT content, first(id ORDER BY coalesce(published, first_seen), first_seen, id) AS article,
       first(url ORDER BY coalesce(published, first_seen), first_seen, id) AS url,
       min(coalesce(published, first_seen)) AS came_out
FROM article
WHERE content IN (SELECT unnest($contents::UUID[]))
GROUP BY content
