-- Unalerted: how many contacts were first stored since $since and have no alert.
SELECT count(*)::INTEGER AS contacts
FROM contact
WHERE first_seen >= $since::TIMESTAMPTZ AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.contact = contact.id)
