-- PlannedRow: the open plans, and what became of earlier ones; latest first.
SELECT us_leader, channel, date_from, date_to, CASE WHEN date_from IS NULL THEN 'none' ELSE 'range' END AS date_precision, outlets, first_reported_at, last_reported_at, fate, contact, quote
FROM planned_contacts
ORDER BY last_reported_at DESC
