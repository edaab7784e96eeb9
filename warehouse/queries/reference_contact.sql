-- Known: the reference ledger: what happened, and what was only claimed or planned.
SELECT id, watch, us_leader, channel, date_from, date_to, date_precision, confidence, true AS happened,
       duration_minutes, place, ordinal, words, evidence, note
FROM known_contact
UNION ALL
SELECT id, watch, us_leader, channel, date_from, date_to,
       CASE WHEN date_from = date_to THEN 'day' ELSE 'range' END, 'seen', false,
       NULL, place, NULL, [], evidence, note
FROM non_contact
WHERE us_leader IS NOT NULL
ORDER BY id
