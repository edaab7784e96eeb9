CREATE OR REPLACE MACRO reports_as_of(moment) AS TABLE
WITH latest AS (
    SELECT mention, max(resolved_at) AS resolved_at
    FROM main.contact_report
    WHERE resolved_at <= moment::TIMESTAMPTZ
    GROUP BY mention
)
SELECT report.contact, report.role, report.independent, report.article, article.outlet, article.title, article.url,
       coalesce(article.published, article.first_seen) AS reported_at, article.first_seen, report.resolved_at
FROM main.contact_report AS report
JOIN latest ON latest.mention = report.mention AND latest.resolved_at = report.resolved_at
JOIN main.article AS article ON article.id = report.article
WHERE report.contact IS NOT NULL
ORDER BY report.contact, reported_at;
COMMENT ON MACRO TABLE reports_as_of IS 'Which reports belonged to which contact at a moment, before manual merges.';
