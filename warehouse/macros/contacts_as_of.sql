CREATE OR REPLACE MACRO contacts_as_of(moment) AS TABLE
SELECT *
FROM public.contact_history
WHERE known_from <= moment::TIMESTAMPTZ AND (known_until > moment::TIMESTAMPTZ OR known_until IS NULL)
ORDER BY date_from, contact;
COMMENT ON MACRO TABLE contacts_as_of IS 'The rows of contact_history that held at a moment: what was known then of each contact.';
