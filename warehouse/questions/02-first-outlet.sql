-- Which outlet was first to report each contact, and by how much?
SELECT report.contact, report.outlet_name, report.reported_at, report.title,
       (SELECT min(next.minutes_after_first) FROM first_to_report AS next
        WHERE next.contact = report.contact AND next.position = 2) AS minutes_ahead
FROM first_to_report AS report
WHERE report.position = 1
ORDER BY report.reported_at DESC, report.contact
