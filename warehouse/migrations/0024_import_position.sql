-- How far a file was imported, so that an import that was stopped goes on there.

CREATE TABLE import_position (
    file UUID,
    run UUID,
    record BIGINT,
    name VARCHAR NOT NULL,
    byte_offset BIGINT NOT NULL,
    is_last BOOLEAN NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL,
    first_seen TIMESTAMPTZ,
    PRIMARY KEY (file, run, record)
);
COMMENT ON TABLE import_position IS 'How far WARC files were imported: a row for each part that is stored; the latest row of a file counts.';
COMMENT ON COLUMN import_position.file IS 'A hash of the length of the file and of its first 64 KiB.';
COMMENT ON COLUMN import_position.run IS 'The run that stored the part.';
COMMENT ON COLUMN import_position.record IS 'The number of the record with which the next part begins.';
COMMENT ON COLUMN import_position.name IS 'The name of the file, without its folder.';
COMMENT ON COLUMN import_position.byte_offset IS 'The byte of the file at which the next part begins.';
COMMENT ON COLUMN import_position.is_last IS 'True where the whole file has been read; the next import begins anew.';
COMMENT ON COLUMN import_position.noted_at IS 'When the part was stored.';
COMMENT ON COLUMN import_position.first_seen IS 'When this row was stored.';
