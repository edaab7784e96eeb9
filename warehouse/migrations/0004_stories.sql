-- Copies and stories: what an article is found by, and where it belongs.

CREATE TABLE sketch (
    article UUID PRIMARY KEY,
    told_at TIMESTAMPTZ NOT NULL,
    copies BIGINT[] NOT NULL,
    topics BIGINT[] NOT NULL
);
COMMENT ON TABLE sketch IS 'What copies and tellings of an article are found by, without reading its text again.';
COMMENT ON COLUMN sketch.article IS 'The article.';
COMMENT ON COLUMN sketch.told_at IS 'Its date, or when it was first seen where it has none: look-ups read a window of it.';
COMMENT ON COLUMN sketch.copies IS 'Hashes of every 32nd run of nine letters, by hash.';
COMMENT ON COLUMN sketch.topics IS 'Hashes of its weightiest words.';

CREATE TABLE place (
    article UUID PRIMARY KEY,
    story UUID NOT NULL,
    original UUID NOT NULL,
    kind VARCHAR NOT NULL,
    nearest UUID,
    jaccard DOUBLE NOT NULL,
    containment DOUBLE NOT NULL,
    cosine DOUBLE NOT NULL,
    run UUID NOT NULL
);
COMMENT ON TABLE place IS 'Where an article belongs: in which story, and whose words it carries.';
COMMENT ON COLUMN place.article IS 'The article.';
COMMENT ON COLUMN place.story IS 'The first article of the event it tells.';
COMMENT ON COLUMN place.original IS 'The article whose words these are; the article itself where they are its own. Only originals corroborate.';
COMMENT ON COLUMN place.kind IS 'first, story (the event told in other words), copy, or version (the same address, changed words).';
COMMENT ON COLUMN place.nearest IS 'The article that decided it.';
COMMENT ON COLUMN place.jaccard IS 'Runs of nine letters they share, of all they have.';
COMMENT ON COLUMN place.containment IS 'Runs of nine letters they share, of the shorter one''s.';
COMMENT ON COLUMN place.cosine IS 'How alike their weighted words are, 0 to 1.';
COMMENT ON COLUMN place.run IS 'The run that placed it.';

CREATE TABLE boilerplate_decision (
    outlet VARCHAR,
    line VARCHAR,
    decided_at TIMESTAMPTZ,
    removes BOOLEAN NOT NULL,
    PRIMARY KEY (outlet, line, decided_at)
);
COMMENT ON TABLE boilerplate_decision IS 'What a person said about a line that an outlet repeats; the last word counts, before any number.';
COMMENT ON COLUMN boilerplate_decision.outlet IS 'The outlet.';
COMMENT ON COLUMN boilerplate_decision.line IS 'The line as it stands in its articles.';
COMMENT ON COLUMN boilerplate_decision.decided_at IS 'When it was said.';
COMMENT ON COLUMN boilerplate_decision.removes IS 'Whether cleaning takes it out; false keeps it however often it comes.';

CREATE TABLE learnt_boilerplate (
    outlet VARCHAR,
    learnt_at TIMESTAMPTZ,
    lines VARCHAR[] NOT NULL,
    PRIMARY KEY (outlet, learnt_at)
);
COMMENT ON TABLE learnt_boilerplate IS 'The lines that cleaning takes out of an outlet''s articles because so many of them carry it; the latest row holds.';
COMMENT ON COLUMN learnt_boilerplate.outlet IS 'The outlet.';
COMMENT ON COLUMN learnt_boilerplate.learnt_at IS 'When its articles were looked at.';
COMMENT ON COLUMN learnt_boilerplate.lines IS 'Match keys of the lines.';
