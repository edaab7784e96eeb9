-- Contacts without a first step, and steps without a contact.
SELECT contact.id AS trouble
FROM main.contact AS contact
ANTI JOIN main.contact_change AS change ON change.contact = contact.id
UNION ALL
SELECT change.contact
FROM main.contact_change AS change
ANTI JOIN main.contact AS contact ON contact.id = change.contact
