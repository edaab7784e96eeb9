CREATE OR REPLACE VIEW first_to_report AS
WITH earliest AS (
    SELECT contact, outlet, arg_min(outlet_name, reported_at) AS outlet_name, min(reported_at) AS reported_at,
           arg_min(title, reported_at) AS title, arg_min(url, reported_at) AS url,
           arg_min(article, reported_at) AS article, bool_or(independent) AS independent
    FROM public.contact_report
    WHERE role IN ('opening', 'supporting')
    GROUP BY contact, outlet
)
SELECT contact, row_number() OVER in_order AS position, outlet, outlet_name, reported_at,
       round((epoch(reported_at) - epoch(min(reported_at) OVER (PARTITION BY contact))) / 60, 1) AS minutes_after_first,
       independent, title, url, article
FROM earliest
WINDOW in_order AS (PARTITION BY contact ORDER BY reported_at, outlet);
COMMENT ON VIEW first_to_report IS 'The order in which the outlets reported each contact as news; position 1 was first.';
COMMENT ON COLUMN first_to_report.contact IS 'The contact.';
COMMENT ON COLUMN first_to_report.position IS '1 for the outlet that was first, 2 for the next.';
COMMENT ON COLUMN first_to_report.outlet IS 'The outlet.';
COMMENT ON COLUMN first_to_report.outlet_name IS 'The outlet''s display name.';
COMMENT ON COLUMN first_to_report.reported_at IS 'When its first report was published.';
COMMENT ON COLUMN first_to_report.minutes_after_first IS 'Minutes behind the outlet that was first.';
COMMENT ON COLUMN first_to_report.independent IS 'Whether it has a report in its own words.';
COMMENT ON COLUMN first_to_report.title IS 'Headline of its first report.';
COMMENT ON COLUMN first_to_report.url IS 'Address of its first report.';
COMMENT ON COLUMN first_to_report.article IS 'Its first report.';
