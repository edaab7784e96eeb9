-- Alerted: the contacts that raised an alert, each with the article that raised it and all that report it, in order.
WITH alerted AS (
    SELECT coalesce(contact_root.root, report.contact) AS contact, list(DISTINCT report.article) AS articles
    FROM current_contact_report AS report
    LEFT JOIN contact_root ON contact_root.contact = report.contact
    WHERE report.role IN ('opening', 'supporting')
    GROUP BY ALL
)
SELECT change.contact, contact.us_leader, contact.channel, change.date_from, change.article, alerted.articles
FROM contact_change AS change
JOIN contact ON contact.id = change.contact
JOIN alerted ON alerted.contact = change.contact
WHERE change.alert
ORDER BY change.noted_at, change.contact
