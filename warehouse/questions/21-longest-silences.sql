-- What were the longest silences between two contacts?
WITH day AS (
    SELECT contact, date_from FROM contact_timeline WHERE state <> 'dismissed' AND date_from IS NOT NULL
    UNION
    SELECT id, date_from FROM known_contact
),
gap AS (
    SELECT contact, date_from, lag(contact) OVER in_order AS before, date_from - lag(date_from) OVER in_order AS days
    FROM day
    WINDOW in_order AS (ORDER BY date_from, contact)
)
SELECT days, before, contact
FROM gap
WHERE days > 0
ORDER BY days DESC
LIMIT 20
