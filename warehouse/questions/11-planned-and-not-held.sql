-- Which contacts were announced and never took place?
SELECT us_leader, channel, date_from, date_to, fate, outlets, first_reported_at, quote
FROM planned_contacts
WHERE fate IN ('called off', 'past')
ORDER BY last_reported_at DESC
