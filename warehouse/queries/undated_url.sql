-- DatedWhenSeen: addresses whose articles say nothing of their date and got the moment they were first seen.
SELECT DISTINCT url
FROM article
WHERE published_source = 'seen'
