CREATE OR REPLACE VIEW article_contact AS
SELECT report.article, min(coalesce(contact_root.root, report.contact)) AS contact
FROM current_contact_report AS report
LEFT JOIN contact_root ON contact_root.contact = report.contact
GROUP BY report.article;
COMMENT ON VIEW article_contact IS 'The contact that an article reports, after merges.';
COMMENT ON COLUMN article_contact.article IS 'The article.';
COMMENT ON COLUMN article_contact.contact IS 'The contact; if there are several, the first by id.';
