-- Hold: what people said of the alerts of a contact ($contact), the last first.
SELECT contact, state, noted_at, channel, until, number
FROM alert_hold
WHERE contact = $contact
ORDER BY number DESC
