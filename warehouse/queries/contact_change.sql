-- Change: every step in the history of every contact, in order.
SELECT change.contact, change.number, change.kind, change.noted_at, change.alert, change.article, change.date_from,
       change.date_to, change.date_precision, contact.us_leader, contact.channel, change.duration_minutes, change.place,
       contact.topics, contact.ordinal, change.outlets, change.became, change.detail
FROM contact_change AS change
JOIN contact ON contact.id = change.contact
ORDER BY change.contact, change.number
