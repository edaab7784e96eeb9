-- How long after a contact does the first report come out?
-- A contact has a day, not an hour: 0 days means on that day.
SELECT first_reported_at::DATE - date_to AS days_after, count(*) AS contacts, list_sort(list(contact))[-3:] AS latest
FROM contact_timeline
WHERE date_precision = 'day' AND first_reported_at IS NOT NULL AND state <> 'dismissed'
GROUP BY days_after
ORDER BY days_after
