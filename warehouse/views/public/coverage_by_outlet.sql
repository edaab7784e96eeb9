CREATE OR REPLACE VIEW coverage_by_outlet AS
WITH standing AS (
    SELECT contact FROM public.contact_timeline WHERE state <> 'dismissed'
),
reporting AS (
    SELECT report.outlet, count(*) AS contacts, count(*) FILTER (WHERE report.position = 1) AS first_reports,
           count(*) FILTER (WHERE report.independent) AS own_words,
           round(median(report.minutes_after_first), 1) AS median_minutes_after_first,
           max(report.reported_at) AS latest_report
    FROM public.first_to_report AS report
    SEMI JOIN standing ON standing.contact = report.contact
    GROUP BY report.outlet
),
harvest AS (
    SELECT outlet, count(*) AS articles, min(coalesce(published, first_seen)) AS first_article
    FROM main.article
    GROUP BY outlet
)
SELECT coalesce(wording.id, harvest.outlet) AS outlet, coalesce(wording.name, harvest.outlet) AS outlet_name,
       wording.tier, wording.country, coalesce(harvest.articles, 0) AS articles, coalesce(reporting.contacts, 0) AS contacts,
       round(coalesce(reporting.contacts, 0) / nullif((SELECT count(*) FROM standing), 0), 3) AS share,
       coalesce(reporting.first_reports, 0) AS first_reports, coalesce(reporting.own_words, 0) AS own_words,
       reporting.median_minutes_after_first, harvest.first_article, reporting.latest_report
FROM main.current_outlet AS wording
FULL JOIN harvest ON harvest.outlet = wording.id
LEFT JOIN reporting ON reporting.outlet = coalesce(wording.id, harvest.outlet);
COMMENT ON VIEW coverage_by_outlet IS 'How many of the contacts each outlet reported, how often it was first, and how far behind.';
COMMENT ON COLUMN coverage_by_outlet.outlet IS 'The outlet.';
COMMENT ON COLUMN coverage_by_outlet.outlet_name IS 'The outlet''s display name.';
COMMENT ON COLUMN coverage_by_outlet.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN coverage_by_outlet.country IS 'ISO 3166 code of the country where it is made.';
COMMENT ON COLUMN coverage_by_outlet.articles IS 'Stored articles of the outlet.';
COMMENT ON COLUMN coverage_by_outlet.contacts IS 'Contacts it reported as news.';
COMMENT ON COLUMN coverage_by_outlet.share IS 'Share of these in all contacts that were not dismissed, 0 to 1.';
COMMENT ON COLUMN coverage_by_outlet.first_reports IS 'Contacts that it reported first.';
COMMENT ON COLUMN coverage_by_outlet.own_words IS 'Contacts that it reported in its own words.';
COMMENT ON COLUMN coverage_by_outlet.median_minutes_after_first IS 'Median minutes behind the outlet that was first.';
COMMENT ON COLUMN coverage_by_outlet.first_article IS 'When its oldest article was published.';
COMMENT ON COLUMN coverage_by_outlet.latest_report IS 'When it last reported a contact.';
