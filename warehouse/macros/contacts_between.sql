CREATE OR REPLACE MACRO contacts_between(first_day, last_day) AS TABLE
SELECT *
FROM public.contact_timeline
WHERE state <> 'dismissed' AND coalesce(date_from, date_to) <= last_day::DATE AND coalesce(date_to, date_from) >= first_day::DATE
ORDER BY date_from, contact;
COMMENT ON MACRO TABLE contacts_between IS 'The rows of contact_timeline that can have taken place on a day from first_day to last_day, both days included; without dismissed ones.';
