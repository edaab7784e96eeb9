CREATE OR REPLACE VIEW current_contact_report AS
WITH latest AS (
    SELECT mention, max(resolved_at) AS resolved_at
    FROM contact_report
    GROUP BY mention
)
SELECT report.mention, report.article, report.contact, report.role, report.independent, report.resolved_at
FROM contact_report AS report
JOIN latest USING (mention, resolved_at)
WHERE report.contact IS NOT NULL;
COMMENT ON VIEW current_contact_report IS 'The contact of each mention now, before manual merges.';
COMMENT ON COLUMN current_contact_report.mention IS 'The mention.';
COMMENT ON COLUMN current_contact_report.article IS 'Its article.';
COMMENT ON COLUMN current_contact_report.contact IS 'The contact.';
COMMENT ON COLUMN current_contact_report.role IS 'opening, supporting, background, planned or denied.';
COMMENT ON COLUMN current_contact_report.independent IS 'False for a copy, and for a further report of an outlet that already counts.';
COMMENT ON COLUMN current_contact_report.resolved_at IS 'When it was assigned.';
