-- Known: the alerts there are for a contact ($contact): their ids, and whether one of them is its first.
SELECT coalesce(list(id ORDER BY number), []) AS alerts, coalesce(bool_or("first"), false) AS raised
FROM alert
WHERE contact = $contact
