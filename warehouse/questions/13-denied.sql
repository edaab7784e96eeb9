-- Which contacts were denied after they had been reported?
SELECT timeline.contact, timeline.first_outlet, timeline.first_reported_at, report.outlet AS denied_in,
       report.reported_at AS denied_at, report.quote
FROM contact_timeline AS timeline
JOIN contact_report AS report ON report.contact = timeline.contact AND report.role = 'denied'
ORDER BY report.reported_at DESC
