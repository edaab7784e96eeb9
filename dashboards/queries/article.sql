-- Headline: the newest $most articles, with how they were read and the contact that they report.
WITH recent AS (
    SELECT id, coalesce(published, first_seen) AS reported_at, outlet, title, url
    FROM article
    ORDER BY reported_at DESC, id
    LIMIT $most
)
SELECT recent.reported_at, recent.outlet, recent.title, recent.url, coalesce(reading.verdict, 'unread') AS verdict,
       reporting.contact
FROM recent
LEFT JOIN current_detection AS reading ON reading.article_id = recent.id
LEFT JOIN article_contact AS reporting ON reporting.article = recent.id
ORDER BY recent.reported_at DESC, recent.id
