-- How did our knowledge of a contact change, step by step?
SELECT contact, number, kind, known_from, known_until, date_from, date_to, duration_minutes, place, outlets, detail
FROM contact_history
WHERE contact = (SELECT contact FROM contact_history GROUP BY contact ORDER BY count(*) DESC, contact LIMIT 1)
ORDER BY number
