-- Decision: all decisions of people about contacts, in order.
SELECT verb, contact, decided_by, decided_at, other, article, undone, note
FROM decision
ORDER BY decided_at, verb, contact
