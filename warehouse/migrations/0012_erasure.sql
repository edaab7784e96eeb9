-- What was erased leaves a row that does not say what it was.

CREATE TABLE erasure (
    erased_at TIMESTAMPTZ,
    asked VARCHAR,
    table_name VARCHAR,
    rows BIGINT NOT NULL,
    first_seen TIMESTAMPTZ,
    run UUID,
    PRIMARY KEY (erased_at, asked, table_name)
);
COMMENT ON TABLE erasure IS 'Rows that were erased because somebody asked for it or their time was over: how many, never what.';
COMMENT ON COLUMN erasure.erased_at IS 'When.';
COMMENT ON COLUMN erasure.asked IS 'address, author or before (a day).';
COMMENT ON COLUMN erasure.table_name IS 'The table they stood in.';
COMMENT ON COLUMN erasure.rows IS 'How many.';
COMMENT ON COLUMN erasure.first_seen IS 'When this row was stored.';
COMMENT ON COLUMN erasure.run IS 'The run that stored it; NULL outside of runs.';
