-- KnownContent: the first article stored with each of these texts.
SELECT content, min_by(id, first_seen) AS article, min_by(url, first_seen) AS url, min_by(outlet, first_seen) AS outlet
FROM article
WHERE list_contains($contents::UUID[], content)
GROUP BY content
