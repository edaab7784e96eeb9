-- KnownContent: the article that was published first with each of these texts; without dates, the one that was seen
-- first.
SELECT content, first(id ORDER BY coalesce(published, first_seen), first_seen, id) AS article,
       first(url ORDER BY coalesce(published, first_seen), first_seen, id) AS url,
       min(coalesce(published, first_seen)) AS came_out
FROM article
WHERE content IN (SELECT unnest($contents::UUID[]))
GROUP BY content
