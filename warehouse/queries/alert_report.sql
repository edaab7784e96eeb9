-- Source: the articles that report a contact ($contact), each once, with its surest clause; the one that caused
-- the alert ($article) comes first.
SELECT evidence.outlet, coalesce(known.name, evidence.outlet) AS name, coalesce(known.tier, 3) AS tier, evidence.url,
       evidence.title, evidence.quote, article.published, evidence.independent,
       CASE evidence.status WHEN 'happened' THEN evidence.confidence END AS confidence,
       evidence.duration_minutes, evidence.place, coalesce(second.said, []) AS second_reader
FROM contact_evidence AS evidence
JOIN article ON article.id = evidence.article
LEFT JOIN latest_second_opinion AS second ON second.article_id = article.id AND evidence.status = 'happened'
LEFT JOIN (
    SELECT id, arg_max(name, since) AS name, arg_max(tier, since) AS tier FROM outlet GROUP BY id
) AS known ON known.id = evidence.outlet
WHERE evidence.contact = coalesce((SELECT root FROM contact_root WHERE contact = $contact), $contact)
    AND (evidence.role IN ('opening', 'supporting') OR evidence.article = $article::UUID)
QUALIFY row_number() OVER (
    PARTITION BY evidence.article
    ORDER BY evidence.independent DESC, evidence.role IN ('opening', 'supporting') DESC, evidence.confidence DESC NULLS LAST,
             evidence.quote
) = 1
ORDER BY evidence.article IS NOT DISTINCT FROM $article::UUID DESC, evidence.independent DESC, tier,
         evidence.reported_at, evidence.url
