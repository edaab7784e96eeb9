-- Plan: what articles since $since report about future or cancelled contacts that belong to no contact; oldest first.
SELECT mention.article_id AS article, coalesce(place.original, article.id) AS origin, mention.us_leader,
       mention.channel, mention.status, mention.contact_date AS date_from, mention.date_until AS date_to,
       mention.date_precision, mention.place, mention.topics, mention.quote, article.outlet,
       coalesce(known.name, article.outlet) AS name, coalesce(known.tier, 3) AS tier, article.url, article.title,
       article.published
FROM current_mention AS mention
JOIN article ON article.id = mention.article_id
LEFT JOIN place ON place.article = article.id
LEFT JOIN current_contact_report AS report ON report.mention = mention.id
LEFT JOIN (
    SELECT id, arg_max(name, since) AS name, arg_max(tier, since) AS tier FROM outlet GROUP BY id
) AS known ON known.id = article.outlet
WHERE mention.status IN ('planned', 'denied') AND report.contact IS NULL AND article.published > $since
ORDER BY article.published, article.id, mention.start, mention.id
