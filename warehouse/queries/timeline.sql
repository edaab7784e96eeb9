-- TimelineRow: the contacts as known now, latest first; dismissed ones only if $dismissed is true.
SELECT contact, us_leader, channel, date_from, date_to, date_precision, duration_minutes, place, topics, origin, state,
       outlets, first_outlet, first_title, first_url, first_reported_at, opened_at, alerted_at
FROM contact_timeline
WHERE $dismissed OR state <> 'dismissed'
ORDER BY coalesce(date_to, opened_at::DATE) DESC, contact
