-- Merged: the contacts that became another one.
SELECT contact, root
FROM contact_root
WHERE contact <> root
ORDER BY contact
