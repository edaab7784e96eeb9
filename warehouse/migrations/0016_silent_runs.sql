-- What a run brings in silence raises no alert, whoever reads it.

ALTER TABLE run ADD COLUMN silent BOOLEAN;
COMMENT ON COLUMN run.silent IS 'Whether what it brought raises no alert, as with --no-alert; NULL before version 16.';
