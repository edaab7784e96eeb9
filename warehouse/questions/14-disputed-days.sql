-- Where do outlets disagree about the day?
SELECT contact, count(DISTINCT contact_date) AS days, min(contact_date) AS earliest, max(contact_date) AS latest,
       list_sort(list(DISTINCT outlet || ': ' || contact_date)) AS who_says_what
FROM contact_report
WHERE role IN ('opening', 'supporting') AND contact_date = date_until
GROUP BY contact
HAVING count(DISTINCT contact_date) > 1
ORDER BY latest DESC
