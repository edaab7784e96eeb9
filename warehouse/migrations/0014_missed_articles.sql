-- What a person says of an article that was not read as reporting a new contact.

CREATE TABLE missed_article (
    article UUID,
    reported_at TIMESTAMPTZ,
    reported_by VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL,
    channel VARCHAR,
    undone BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    first_seen TIMESTAMPTZ,
    run UUID,
    PRIMARY KEY (article, reported_at)
);
COMMENT ON TABLE missed_article IS 'Articles that report a new contact, as a person says, and were not read so; the latest row of an article counts.';
COMMENT ON COLUMN missed_article.article IS 'The article.';
COMMENT ON COLUMN missed_article.reported_at IS 'When the person said so.';
COMMENT ON COLUMN missed_article.reported_by IS 'Who.';
COMMENT ON COLUMN missed_article.sentence IS 'The sentence that reports the contact; empty where none was given.';
COMMENT ON COLUMN missed_article.channel IS 'phone, meeting, video, letter, message or brief; NULL where none was given.';
COMMENT ON COLUMN missed_article.undone IS 'True where this takes an earlier row back.';
COMMENT ON COLUMN missed_article.note IS 'Why.';
COMMENT ON COLUMN missed_article.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN missed_article.run IS 'The run that stored it.';
