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
COMMENT ON VIEW contact_report IS 'Every report of every contact as it stands now: who said what of it, and when.';
COMMENT ON COLUMN contact_report.contact IS 'The contact, merges applied; of known_contact where no news has opened it.';
COMMENT ON COLUMN contact_report.role IS 'opening, supporting, background, planned or denied.';
COMMENT ON COLUMN contact_report.independent IS 'False for a copy, or a further report of an outlet already counted.';
COMMENT ON COLUMN contact_report.article IS 'The article.';
COMMENT ON COLUMN contact_report.outlet IS 'Its outlet.';
COMMENT ON COLUMN contact_report.outlet_name IS 'That outlet''s name for people.';
COMMENT ON COLUMN contact_report.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN contact_report.title IS 'Headline.';
COMMENT ON COLUMN contact_report.url IS 'Address.';
COMMENT ON COLUMN contact_report.published IS 'When the outlet says it published; NULL where it does not say.';
COMMENT ON COLUMN contact_report.reported_at IS 'published, or first_seen where the outlet does not say.';
COMMENT ON COLUMN contact_report.first_seen IS 'When Rabita first had the article.';
COMMENT ON COLUMN contact_report.agency IS 'News agency credited.';
COMMENT ON COLUMN contact_report.original IS 'The article whose words it carries; the article itself where they are its own.';
COMMENT ON COLUMN contact_report.status IS 'happened, planned, denied or background.';
COMMENT ON COLUMN contact_report.us_leader IS 'The US leader, as this report has it.';
COMMENT ON COLUMN contact_report.channel IS 'phone, meeting, video, letter, message or brief, as this report has it.';
COMMENT ON COLUMN contact_report.contact_date IS 'First day it can have been by this report; NULL where nothing bounds it.';
COMMENT ON COLUMN contact_report.date_until IS 'Last such day.';
COMMENT ON COLUMN contact_report.duration_minutes IS 'How long it lasted, as this report has it.';
COMMENT ON COLUMN contact_report.place IS 'Where, as this report has it.';
COMMENT ON COLUMN contact_report.topics IS 'What it was about, as this report has it.';
COMMENT ON COLUMN contact_report.quote IS 'The clause that says so.';
COMMENT ON COLUMN contact_report.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN contact_report.mention IS 'The mention that was resolved.';
COMMENT ON COLUMN contact_report.resolved_at IS 'When it was decided to which contact it belongs.';
