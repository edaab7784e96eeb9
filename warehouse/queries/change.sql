-- Change: every step in the life of every contact, in order.
SELECT contact, number, kind, noted_at, alert, article, date_from, date_to, date_precision, duration_minutes, place,
       outlets, became, detail
FROM contact_change
ORDER BY contact, number
