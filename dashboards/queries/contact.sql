-- Contact: every contact that the press or the reference ledger knows, latest first.
SELECT seen.contact, seen.us_leader, seen.channel, seen.date_from, seen.date_to, seen.date_precision,
       coalesce(seen.duration_minutes, known.duration_minutes) AS duration_minutes,
       coalesce(seen.place, known.place) AS place, seen.topics, seen.state, seen.outlets, seen.first_reported_at,
       seen.alerted_at, coalesce(known.evidence, '') AS evidence, coalesce(known.note, '') AS note,
       coalesce(known.confidence, '') AS ledger
FROM contact_timeline AS seen
LEFT JOIN known_contact AS known ON known.id = seen.contact
UNION ALL
SELECT known.id, known.us_leader, known.channel, known.date_from, known.date_to, known.date_precision,
       known.duration_minutes, known.place, [], 'reference', 0, NULL, NULL, known.evidence, known.note,
       known.confidence
FROM known_contact AS known
WHERE known.id NOT IN (SELECT id FROM contact)
ORDER BY date_to DESC NULLS LAST, date_from DESC, contact DESC
