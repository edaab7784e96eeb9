-- Hold: the holds on the alerts of a contact ($contact), latest first.
SELECT contact, state, noted_at, channel, until, number
FROM alert_hold
WHERE contact = $contact
ORDER BY number DESC
