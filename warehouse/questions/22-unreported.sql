-- Which known contacts has no outlet reported?
SELECT id AS contact, us_leader, channel, date_from, place, confidence, evidence
FROM known_contact
WHERE id NOT IN (SELECT contact FROM contact_report)
ORDER BY date_from DESC
