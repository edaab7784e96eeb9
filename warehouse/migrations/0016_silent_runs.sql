-- What a run brings in silence raises no alert, whoever reads it.

ALTER TABLE run ADD COLUMN silent BOOLEAN DEFAULT false;
COMMENT ON COLUMN run.silent IS 'Whether what it brought raises no alert, as with --no-alert.';
