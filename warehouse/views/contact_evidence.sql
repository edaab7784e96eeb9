CREATE OR REPLACE VIEW contact_evidence AS
SELECT coalesce(contact_root.root, report.contact) AS contact, report.role,
       -- After a merge, an outlet or an agency text counts once.
       report.independent AND row_number() OVER (
           PARTITION BY coalesce(contact_root.root, report.contact), report.independent, article.outlet
           ORDER BY coalesce(article.published, article.first_seen), article.id, mention.id
       ) = 1 AND row_number() OVER (
           PARTITION BY coalesce(contact_root.root, report.contact), report.independent,
                        coalesce(place.original, article.id)
           ORDER BY coalesce(article.published, article.first_seen), article.id, mention.id
       ) = 1 AS independent,
       report.mention, report.resolved_at, article.id AS article,
       article.outlet, article.title, article.url, coalesce(article.published, article.first_seen) AS reported_at,
       CASE WHEN timezone('UTC', reported_at)::TIME = TIME '00:00' THEN timezone('UTC', reported_at)::DATE -- a bare date
            ELSE timezone(coalesce(wording.timezone, 'Asia/Karachi'), reported_at)::DATE END AS reported_on,
       mention.status, mention.quote, mention.why, mention.confidence,
       mention.duration_minutes, mention.place
FROM current_contact_report AS report
JOIN current_mention AS mention ON mention.id = report.mention
JOIN article ON article.id = report.article
LEFT JOIN place ON place.article = article.id
LEFT JOIN current_outlet AS wording ON wording.id = article.outlet
LEFT JOIN contact_root ON contact_root.contact = report.contact;
COMMENT ON VIEW contact_evidence IS 'Every report of every contact, with its clause and its reading.';
COMMENT ON COLUMN contact_evidence.contact IS 'The contact, after merges; an id of known_contact if no report has opened the contact.';
COMMENT ON COLUMN contact_evidence.role IS 'opening, supporting, background, planned or denied.';
COMMENT ON COLUMN contact_evidence.independent IS 'False for a copy, and for a further report of an outlet that already counts.';
COMMENT ON COLUMN contact_evidence.mention IS 'The mention that was resolved.';
COMMENT ON COLUMN contact_evidence.resolved_at IS 'When it was assigned to its contact.';
COMMENT ON COLUMN contact_evidence.article IS 'The article.';
COMMENT ON COLUMN contact_evidence.outlet IS 'Its outlet.';
COMMENT ON COLUMN contact_evidence.title IS 'Its headline.';
COMMENT ON COLUMN contact_evidence.url IS 'Its address.';
COMMENT ON COLUMN contact_evidence.reported_at IS 'When it was published, or first seen if the outlet does not say.';
COMMENT ON COLUMN contact_evidence.reported_on IS 'The outlet''s local day of that time.';
COMMENT ON COLUMN contact_evidence.status IS 'happened, planned, denied or background.';
COMMENT ON COLUMN contact_evidence.quote IS 'The clause.';
COMMENT ON COLUMN contact_evidence.why IS 'What weighed most in the reading.';
COMMENT ON COLUMN contact_evidence.confidence IS 'Probability of the status, 0 to 1.';
COMMENT ON COLUMN contact_evidence.duration_minutes IS 'How long it lasted, according to this report.';
COMMENT ON COLUMN contact_evidence.place IS 'Where, according to this report.';
