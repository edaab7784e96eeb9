-- Report: what each article says about each contact, with $around characters of the article on both sides of the
-- clause.
SELECT coalesce(contact_root.root, report.contact) AS contact, report.role, report.independent, article.outlet,
       article.title, article.url, coalesce(article.published, article.first_seen) AS reported_at,
       article.published IS NOT NULL AS dated, article.agency, mention.quote, mention.field_name = 'title' AS headline,
       CASE WHEN mention.field_name = 'text'
            THEN substring(article.text, greatest(mention.start - $around, 0) + 1, least(mention.start, $around))
            ELSE '' END AS before,
       CASE WHEN mention.field_name = 'text' THEN substring(article.text, mention."end" + 1, $around) ELSE '' END AS after,
       mention.us_leader, mention.channel, mention.date_words, mention.contact_date AS date_from, mention.date_until AS date_to, mention.date_precision, mention.duration_minutes,
       mention.place, mention.topics, mention.why, coalesce(mention.participants, []) AS participants, mention.confidence,
       CASE WHEN spot.kind = 'copy' THEN original.outlet END AS copied_from,
       CASE WHEN mention.status = 'happened' THEN coalesce(second.said, []) ELSE [] END AS second_reader
FROM current_contact_report AS report
JOIN current_mention AS mention ON mention.id = report.mention
JOIN article ON article.id = report.article
LEFT JOIN contact_root ON contact_root.contact = report.contact
LEFT JOIN latest_second_opinion AS second ON second.article_id = article.id
LEFT JOIN place AS spot ON spot.article = article.id
LEFT JOIN article AS original ON original.id = spot.original
ORDER BY 1, reported_at, article.outlet, mention.start
