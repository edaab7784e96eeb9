-- DatedWhenSeen: addresses whose articles have no date and got the time at which they were first seen.
SELECT DISTINCT url
FROM article
WHERE published_source = 'seen'
