-- Change: the history of every contact, step by step; steps of merged contacts are under the contact they became.
SELECT contact_root.root AS contact, change.contact AS as_contact, change.kind, change.noted_at, change.alert,
       article.outlet, contact.us_leader, contact.channel, change.date_from, change.date_to, change.date_precision, change.duration_minutes, change.place,
       change.outlets, change.became
FROM contact_change AS change
JOIN contact_root ON contact_root.contact = change.contact
JOIN contact ON contact.id = change.contact
LEFT JOIN article ON article.id = change.article
ORDER BY 1, change.noted_at, change.contact, change.number
