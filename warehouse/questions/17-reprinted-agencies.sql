-- Whose words about contacts are reprinted most?
SELECT coalesce(report.agency, 'none named') AS agency, count(*) AS reports,
       count(*) FILTER (WHERE report.original <> report.article) AS copies, count(DISTINCT report.outlet) AS outlets,
       count(DISTINCT report.contact) AS contacts
FROM contact_report AS report
WHERE report.role IN ('opening', 'supporting')
GROUP BY ALL
ORDER BY copies DESC, reports DESC, agency
