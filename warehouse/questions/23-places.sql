-- Where did they meet?
SELECT place, channel, count(*) AS contacts, min(date_from) AS first_on, max(date_from) AS last_on
FROM contact_timeline
WHERE place IS NOT NULL AND state <> 'dismissed'
GROUP BY ALL
ORDER BY contacts DESC, last_on DESC
