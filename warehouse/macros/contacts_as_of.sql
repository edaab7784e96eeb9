CREATE OR REPLACE MACRO contacts_as_of(moment) AS TABLE
SELECT *
FROM public.contact_history
WHERE known_from <= moment::TIMESTAMPTZ AND (known_until > moment::TIMESTAMPTZ OR known_until IS NULL)
ORDER BY date_from, contact;
COMMENT ON MACRO TABLE contacts_as_of IS 'The rows of contact_history that were valid at a moment: what was known about each contact then.';
