-- Opinion: the latest answer of a model ($model) to a question ($prompt) about the text of each of the articles ($ids),
-- whichever article had that text, with the id of the article asked for.
SELECT article.id AS article_id, said.content, said.rules, said.model, said.prompt, said.own_verdict,
       said.own_confidence, said.asked, said.asked_at, said.outcome, said.reason, said.seconds, said.tokens_in,
       said.tokens_out, said.status, said.us_leader, said.channel, said.contact_date, said.duration_minutes, said.place,
       said.sentence, said.differs, said.confirmed,
       said.rests_until
FROM article
JOIN second_opinion AS said ON said.content = article.content
WHERE article.id IN (SELECT unnest($ids::UUID[])) AND said.model = $model AND said.prompt = $prompt
    AND said.asked AND said.outcome <> 'failed'
QUALIFY row_number() OVER (PARTITION BY article.id ORDER BY said.asked_at DESC) = 1
