-- KnownContent: the first article stored with each of these texts.
SELECT content, min_by(id, first_seen) AS article, min_by(url, first_seen) AS url
FROM article
WHERE content IN (SELECT unnest($contents::UUID[]))
GROUP BY content
