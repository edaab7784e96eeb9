-- Which outlets report contacts, how often are they first, and how far behind are they?
SELECT outlet_name, tier, articles, contacts, share, first_reports, own_words, median_minutes_after_first
FROM coverage_by_outlet
ORDER BY contacts DESC, first_reports DESC, outlet_name
