-- Contact: every contact opened so far, as it was opened, oldest first.
SELECT id, watch, us_leader, channel, date_from, date_to, date_precision, origin, opened_at, duration_minutes, place,
       topics, ordinal
FROM contact
ORDER BY opened_at, id
