-- What a second reader said of articles on which our own reading was unsure.

CREATE TABLE second_opinion (
    article_id UUID,
    rules VARCHAR,
    model VARCHAR,
    prompt VARCHAR,
    run UUID NOT NULL,
    content UUID NOT NULL,
    own_verdict VARCHAR NOT NULL,
    own_confidence DOUBLE NOT NULL,
    asked BOOLEAN NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    seconds DOUBLE NOT NULL,
    tokens_in INTEGER,
    tokens_out INTEGER,
    status VARCHAR,
    us_leader VARCHAR,
    channel VARCHAR,
    contact_date DATE,
    duration_minutes INTEGER,
    place VARCHAR,
    sentence VARCHAR,
    differs VARCHAR[] NOT NULL,
    confirmed BOOLEAN,
    rests_until TIMESTAMPTZ,
    first_seen TIMESTAMPTZ,
    PRIMARY KEY (article_id, rules, model, prompt)
);
COMMENT ON TABLE second_opinion IS 'What a second reader said of an article on which our own reading was unsure, and what came of it.';
COMMENT ON COLUMN second_opinion.article_id IS 'The article.';
COMMENT ON COLUMN second_opinion.rules IS 'Version of our own rules that had read it.';
COMMENT ON COLUMN second_opinion.model IS 'The model asked.';
COMMENT ON COLUMN second_opinion.prompt IS 'Version of the question: a hash of its words and its schema.';
COMMENT ON COLUMN second_opinion.run IS 'The run that asked.';
COMMENT ON COLUMN second_opinion.content IS 'Hash of the match key of the text: no text is asked about twice.';
COMMENT ON COLUMN second_opinion.own_verdict IS 'What our own reading said: new, planned, denied, background, envoy, other or none.';
COMMENT ON COLUMN second_opinion.own_confidence IS 'Our own probability of a new contact, 0 to 1.';
COMMENT ON COLUMN second_opinion.asked IS 'Whether a question was sent; false where an earlier answer about the same text was taken, or nobody was asked.';
COMMENT ON COLUMN second_opinion.asked_at IS 'When.';
COMMENT ON COLUMN second_opinion.outcome IS 'used (it decided against our own reading), agreed, ours (our own reading stands), discarded, failed or not asked.';
COMMENT ON COLUMN second_opinion.reason IS 'Why that is so.';
COMMENT ON COLUMN second_opinion.seconds IS 'How long the answers took.';
COMMENT ON COLUMN second_opinion.tokens_in IS 'Tokens of the questions, where the service says so.';
COMMENT ON COLUMN second_opinion.tokens_out IS 'Tokens of the answers, where the service says so.';
COMMENT ON COLUMN second_opinion.status IS 'Its verdict: happened, planned, denied, background, envoy, other or none; NULL without an answer that holds to the schema.';
COMMENT ON COLUMN second_opinion.us_leader IS 'The US leader, as it has it.';
COMMENT ON COLUMN second_opinion.channel IS 'The channel, as it has it.';
COMMENT ON COLUMN second_opinion.contact_date IS 'The day, as it has it.';
COMMENT ON COLUMN second_opinion.duration_minutes IS 'How long the contact lasted, as it has it.';
COMMENT ON COLUMN second_opinion.place IS 'Where, as it has it.';
COMMENT ON COLUMN second_opinion.sentence IS 'The sentence that it gave as evidence.';
COMMENT ON COLUMN second_opinion.differs IS 'Details of the contact that it states otherwise than our own reading, such as minutes 30 → 50; ours are used.';
COMMENT ON COLUMN second_opinion.confirmed IS 'Whether it said the same of the sentences alone that name the two; NULL where it was not asked again.';
COMMENT ON COLUMN second_opinion.rests_until IS 'Not to be asked before, where the service said so.';
COMMENT ON COLUMN second_opinion.first_seen IS 'When this row was stored.';
