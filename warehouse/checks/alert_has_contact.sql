-- Alerts without a contact.
SELECT alert.id AS trouble
FROM main.alert AS alert
ANTI JOIN main.contact AS contact ON contact.id = alert.contact
WHERE alert.kind <> 'canary'
