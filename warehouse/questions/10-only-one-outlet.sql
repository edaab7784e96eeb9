-- Which contacts did only one outlet report?
SELECT contact, first_outlet, first_reported_at, first_title, first_url
FROM contact_timeline
WHERE outlets = 1 AND state <> 'dismissed'
ORDER BY first_reported_at DESC
