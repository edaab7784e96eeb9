-- How many minutes pass between the first report and the alert, and where is the time lost?
SELECT contact, first_reported_at, min(report.first_seen) AS first_had, alerted_at,
       round((epoch(min(report.first_seen)) - epoch(first_reported_at)) / 60, 1) AS minutes_until_had,
       round((epoch(alerted_at) - epoch(min(report.first_seen))) / 60, 1) AS minutes_until_alerted
FROM contact_timeline
JOIN contact_report AS report USING (contact)
WHERE alerted_at IS NOT NULL AND report.role IN ('opening', 'supporting')
GROUP BY contact, first_reported_at, alerted_at
ORDER BY alerted_at DESC
