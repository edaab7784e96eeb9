-- Contacts that were alerted more than once.
SELECT contact || ': ' || count(*) || ' first alerts' AS trouble
FROM main.alert
WHERE "first"
GROUP BY contact
HAVING count(*) > 1
