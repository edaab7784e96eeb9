-- ImportPosition: the latest position in each file ($files) that was not read to its end.
SELECT file, name, byte_offset, record, is_last, noted_at
FROM import_position
WHERE file IN (SELECT unnest($files::UUID[]))
QUALIFY row_number() OVER (PARTITION BY file ORDER BY noted_at DESC, record DESC) = 1 AND NOT is_last
