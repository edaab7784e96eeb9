-- Articles first seen before a day ($asked) that report no contact.
SELECT id, url
FROM main.article
WHERE first_seen < $asked::DATE AND id NOT IN (SELECT article FROM main.contact_report WHERE contact IS NOT NULL)
