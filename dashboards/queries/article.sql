-- Headline: the newest $most articles, with how they were read and the contact that they report.
WITH recent AS (
    SELECT id, coalesce(published, first_seen) AS reported_at, outlet, title, url
    FROM article
    ORDER BY reported_at DESC, id
    LIMIT $most
),
reporting AS (
    SELECT report.article, min(coalesce(contact_root.root, report.contact)) AS contact
    FROM current_contact_report AS report
    LEFT JOIN contact_root ON contact_root.contact = report.contact
    GROUP BY report.article
)
SELECT recent.reported_at, recent.outlet, recent.title, recent.url, coalesce(reading.verdict, 'unread') AS verdict,
       reporting.contact
FROM recent
LEFT JOIN current_reading AS reading ON reading.article_id = recent.id
LEFT JOIN reporting ON reporting.article = recent.id
ORDER BY recent.reported_at DESC, recent.id
