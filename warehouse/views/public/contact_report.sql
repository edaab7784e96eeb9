CREATE OR REPLACE VIEW contact_report AS
SELECT report.contact, report.role, report.independent, report.article,
       article.outlet, coalesce(wording.name, article.outlet) AS outlet_name, wording.tier, article.title, article.url,
       article.published, coalesce(article.published, article.first_seen) AS reported_at, article.first_seen,
       article.agency, coalesce(place.original, article.id) AS original, mention.status, mention.us_leader,
       mention.channel, mention.contact_date, mention.date_until, mention.duration_minutes, mention.place,
       mention.topics, mention.quote, mention.why, report.mention, report.resolved_at
FROM main.contact_evidence AS report
JOIN main.current_mention AS mention ON mention.id = report.mention
JOIN main.article AS article ON article.id = report.article
LEFT JOIN main.place AS place ON place.article = article.id
LEFT JOIN main.current_outlet AS wording ON wording.id = article.outlet;
COMMENT ON VIEW contact_report IS 'Every present report of every contact: who reported what, and when.';
COMMENT ON COLUMN contact_report.contact IS 'The contact, after merges; an id of known_contact if no report has opened the contact.';
COMMENT ON COLUMN contact_report.role IS 'opening, supporting, background, planned or denied.';
COMMENT ON COLUMN contact_report.independent IS 'False for a copy, and for a further report of an outlet that already counts.';
COMMENT ON COLUMN contact_report.article IS 'The article.';
COMMENT ON COLUMN contact_report.outlet IS 'Its outlet.';
COMMENT ON COLUMN contact_report.outlet_name IS 'The outlet''s display name.';
COMMENT ON COLUMN contact_report.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN contact_report.title IS 'Headline.';
COMMENT ON COLUMN contact_report.url IS 'Address.';
COMMENT ON COLUMN contact_report.published IS 'Publication time stated by the outlet; NULL if it states none.';
COMMENT ON COLUMN contact_report.reported_at IS 'published, or first_seen if that is NULL.';
COMMENT ON COLUMN contact_report.first_seen IS 'When Rabita first stored the article.';
COMMENT ON COLUMN contact_report.agency IS 'News agency credited.';
COMMENT ON COLUMN contact_report.original IS 'The article that this one copies; the article itself if it is not a copy.';
COMMENT ON COLUMN contact_report.status IS 'happened, planned, denied or background.';
COMMENT ON COLUMN contact_report.us_leader IS 'The US leader, according to this report.';
COMMENT ON COLUMN contact_report.channel IS 'phone, meeting, video, letter, message or brief, according to this report.';
COMMENT ON COLUMN contact_report.contact_date IS 'First day on which it can have taken place, by this report; NULL if nothing bounds it.';
COMMENT ON COLUMN contact_report.date_until IS 'Last such day.';
COMMENT ON COLUMN contact_report.duration_minutes IS 'How long it lasted, according to this report.';
COMMENT ON COLUMN contact_report.place IS 'Where, according to this report.';
COMMENT ON COLUMN contact_report.topics IS 'What it was about, according to this report.';
COMMENT ON COLUMN contact_report.quote IS 'The clause that says so.';
COMMENT ON COLUMN contact_report.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN contact_report.mention IS 'The mention that was resolved.';
COMMENT ON COLUMN contact_report.resolved_at IS 'When it was assigned to its contact.';
