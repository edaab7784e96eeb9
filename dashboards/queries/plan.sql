-- Plan: contacts that are announced and still open, told since $since, the best attested first.
SELECT us_leader, channel, date_from, date_to, outlets, first_reported_at, last_reported_at, quote
FROM planned_contact
WHERE fate = 'open' AND last_reported_at >= $since::TIMESTAMPTZ
ORDER BY date_from NULLS LAST, outlets DESC, last_reported_at DESC
