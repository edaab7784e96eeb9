-- Contacts that people were told of more than once.
SELECT contact || ': ' || count(*) || ' first alerts' AS trouble
FROM main.alert
WHERE "first"
GROUP BY contact
HAVING count(*) > 1
