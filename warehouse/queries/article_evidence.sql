-- ArticleEvidenceRow: everything that was decided about the clauses of one article ($article), and the contact of each.
SELECT mention.status, mention.us_leader, mention.channel, mention.quote, mention.contact_date, mention.date_until,
       mention.date_words, mention.duration_minutes, mention.place, mention.why, mention.confidence, report.contact, report.role
FROM current_mention AS mention
LEFT JOIN current_contact_report AS report ON report.mention = mention.id
WHERE mention.article_id = $article
ORDER BY mention.field_name DESC, mention.start
