-- The contacts to which their mentions belong.
DELETE FROM main.contact_report WHERE article IN (SELECT id FROM asked_article)
