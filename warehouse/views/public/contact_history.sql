CREATE OR REPLACE VIEW contact_history AS
SELECT change.contact, change.number, change.kind, change.noted_at AS known_from,
       lead(change.noted_at) OVER (PARTITION BY change.contact ORDER BY change.number) AS known_until,
       contact.us_leader, contact.channel, change.date_from, change.date_to, change.date_precision,
       change.duration_minutes, change.place, change.outlets, change.alert, change.became, change.detail, change.article,
       change.run
FROM main.contact_change AS change
JOIN main.contact AS contact ON contact.id = change.contact;
COMMENT ON VIEW contact_history IS 'What was known about each contact, and from when until when. The rows with known_from <= T and (known_until > T or NULL) are what was known at T.';
COMMENT ON COLUMN contact_history.contact IS 'The contact.';
COMMENT ON COLUMN contact_history.number IS 'The number of the step, from 1.';
COMMENT ON COLUMN contact_history.kind IS 'new, happened, corroborated, corrected, detailed, denied, merged, dismissed, withdrawn or restored.';
COMMENT ON COLUMN contact_history.known_from IS 'When this became known.';
COMMENT ON COLUMN contact_history.known_until IS 'When the next step replaced it; NULL for the present state.';
COMMENT ON COLUMN contact_history.us_leader IS 'The US leader.';
COMMENT ON COLUMN contact_history.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN contact_history.date_from IS 'First day on which it can have taken place.';
COMMENT ON COLUMN contact_history.date_to IS 'Last such day.';
COMMENT ON COLUMN contact_history.date_precision IS 'day, range, month or none.';
COMMENT ON COLUMN contact_history.duration_minutes IS 'How long it lasted, according to most outlets by then.';
COMMENT ON COLUMN contact_history.place IS 'Where, according to most outlets by then.';
COMMENT ON COLUMN contact_history.outlets IS 'Independent outlets that had reported it by then.';
COMMENT ON COLUMN contact_history.alert IS 'Whether this step raised the alert of the contact.';
COMMENT ON COLUMN contact_history.became IS 'The contact into which it was merged.';
COMMENT ON COLUMN contact_history.detail IS 'What changed, in words.';
COMMENT ON COLUMN contact_history.article IS 'The article that caused the step.';
COMMENT ON COLUMN contact_history.run IS 'The run that recorded it.';
