-- Which outlet was first to report each contact, and by how much?
SELECT report.contact, report.outlet_name, report.reported_at, report.title, next.minutes_after_first AS minutes_ahead
FROM first_to_report AS report
LEFT JOIN first_to_report AS next ON next.contact = report.contact AND next.position = 2
WHERE report.position = 1
ORDER BY report.reported_at DESC, report.contact
