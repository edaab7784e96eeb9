-- What did we know a day ago?
-- Any moment works: contacts_as_of('2025-07-03 18:00:00+00').
SELECT contact, kind, known_from, date_from, date_to, duration_minutes, place, outlets
FROM contacts_as_of(now() - INTERVAL 1 DAY)
WHERE kind NOT IN ('merged', 'dismissed')
