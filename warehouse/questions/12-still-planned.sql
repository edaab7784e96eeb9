-- Which contacts are announced and still to come?
SELECT us_leader, channel, date_from, date_to, outlets, last_reported_at, quote
FROM planned_contacts
WHERE fate = 'open'
ORDER BY date_from NULLS LAST, last_reported_at DESC
