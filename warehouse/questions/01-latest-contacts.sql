-- Which contacts were there in the last 90 days?
SELECT contact, us_leader, channel, date_from, date_to, duration_minutes, place, state, outlets, first_outlet
FROM contact_timeline
WHERE state <> 'dismissed' AND coalesce(date_to, first_reported_on) >= current_date - 90
ORDER BY coalesce(date_to, first_reported_on) DESC, contact
