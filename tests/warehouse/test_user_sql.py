"""SQL given by people reads the warehouse and nothing else: no file, no network, no setting, no word of the machine."""

from pathlib import Path

import pytest

import warehouse

FILES = """
SELECT * FROM read_text('{secret}')
SELECT * FROM read_blob('{secret}')
SELECT * FROM read_csv('{secret}')
SELECT * FROM read_json('{secret}')
SELECT * FROM read_parquet('{secret}')
SELECT * FROM parquet_metadata('{secret}')
SELECT * FROM '{secret}'
SELECT * FROM "{secret}"
SELECT * FROM glob('{folder}/*')
SELECT * FROM sniff_csv('{secret}')
SELECT * FROM (WITH t AS (FROM read_text('{secret}')) FROM t)
SELECT (SELECT content FROM read_text('{secret}'))
SELECT * FROM query('FROM read_text(''{secret}'')')
SELECT * FROM query_table('{secret}')
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{secret}'')'))
PRAGMA json_execute_serialized_sql('{{}}')
COPY article TO '{folder}/stolen.csv'
COPY (SELECT 1) TO '{folder}/stolen.parquet'
PREPARE steal AS COPY article TO '{folder}/stolen.csv'
EXPORT DATABASE '{folder}/stolen'
IMPORT DATABASE '{folder}/stolen'
ATTACH '{folder}/stolen.duckdb'
ATTACH ':memory:' AS mine
DETACH rabita
""".strip().splitlines()

NETWORK = """
SELECT * FROM 'https://127.0.0.1:1/x.parquet'
SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')
SELECT * FROM read_parquet('s3://bucket/x.parquet')
SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 'x')
SELECT * FROM postgres_query('x', 'SELECT 1')
INSTALL httpfs
FORCE INSTALL httpfs
INSTALL spatial FROM community
LOAD httpfs
LOAD '{folder}/mine.duckdb_extension'
UPDATE EXTENSIONS
""".strip().splitlines()

SETTINGS = """
SET enable_external_access = true
RESET enable_external_access
SET lock_configuration = false
SET TimeZone = 'Asia/Karachi'
SET memory_limit = '100GB'
SET GLOBAL threads = 64
SET temp_directory = '{folder}'
SET search_path = 'main'
USE main
SET VARIABLE mine = 1
PRAGMA threads = 64
PRAGMA enable_profiling
PRAGMA profiling_output = '{folder}/stolen.json'
PRAGMA database_list
CALL enable_logging(storage = 'file', storage_path = '{folder}/stolen')
SELECT * FROM enable_logging(storage = 'file', storage_path = '{folder}/stolen')
SELECT write_log('mine')
CREATE SECRET mine (TYPE s3)
CREATE PERSISTENT SECRET mine (TYPE s3)
""".strip().splitlines()

MACHINE = """
SELECT getenv('HOME')
SELECT current_setting('secret_directory')
SELECT * FROM duckdb_settings()
SELECT * FROM pg_settings
SELECT * FROM pg_catalog.pg_settings
SELECT * FROM duckdb_secrets()
SELECT * FROM which_secret('s3://x', 's3')
SELECT * FROM duckdb_extensions()
SELECT * FROM duckdb_databases()
SELECT * FROM duckdb_databases
SELECT * FROM pragma_database_list
SELECT * FROM duckdb_logs
SELECT * FROM duckdb_temporary_files()
SELECT * FROM pragma_database_size()
SHOW DATABASES
SELECT * FROM (SHOW DATABASES)
SELECT * FROM secret_variable
""".strip().splitlines()

WRITES = """
CREATE TABLE mine (x INTEGER)
CREATE TEMP TABLE mine (x INTEGER)
CREATE VIEW mine AS SELECT 1
CREATE TEMP MACRO mine() AS 1
INSERT INTO main.view_set VALUES ('x', now())
UPDATE main.article SET title = ''
DELETE FROM main.article
TRUNCATE main.article
DROP TABLE main.article
ALTER TABLE main.article ADD COLUMN mine INTEGER
BEGIN
CHECKPOINT
VACUUM
SELECT 1; DROP TABLE main.article
SELECT 1; SELECT 2
EXPLAIN ANALYZE DELETE FROM main.article
""".strip().splitlines()


@pytest.mark.parametrize("attack", [*FILES, *NETWORK, *SETTINGS, *MACHINE, *WRITES])
def test_nothing_but_the_warehouse_can_be_read_and_nothing_written(
    public: warehouse.Connection, tmp_path: Path, attack: str
) -> None:
    secret_variable = warehouse.questions()  # noqa: F841 - no variable of the program is a table
    secret = tmp_path / "secret.csv"
    secret.write_text("key,value\nsecret,1\n", encoding="utf-8")
    with pytest.raises(warehouse.QueryError):
        warehouse.ask(public, attack.format(secret=secret, folder=tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]
    assert warehouse.ask(public, "SELECT count(*) FROM article").rows == [(7,)], "the session goes on"


@pytest.mark.parametrize("attack", [*FILES, *NETWORK])
def test_the_connection_itself_gives_no_file_and_no_network(reported: Path, tmp_path: Path, attack: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("key,value\nsecret,1\n", encoding="utf-8")
    copy = reported.parent / "published" / "bare.duckdb"
    if not copy.exists():
        warehouse.publish(reported, copy)
    with warehouse.open_public(copy) as con:
        if not attack.startswith("PREPARE"):
            with pytest.raises(warehouse.QueryError):
                con.execute(attack.format(secret=secret, folder=tmp_path)).fetchall()
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("SELECT count(*) FROM main.article", 1),
        ("FROM contact_timeline", 2),
        ("WITH mine AS (SELECT contact FROM contact_timeline) SELECT * FROM mine", 2),
        ("SELECT * FROM range(3)", 3),
        ("SELECT unnest(topics) FROM contact_timeline", 3),
        ("VALUES (1), (2)", 2),
        ("PIVOT contact_report ON channel IN ('phone', 'meeting') USING count(*) GROUP BY outlet", 3),
        ("SELECT * FROM contacts_between('2025-07-01', '2025-12-31')", 2),
        ("SELECT regexp_matches('پيوٹن', spelling('پیوٹن'))", 1),
        ("SELECT 'read_text(''/etc/passwd'')', 'COPY x TO y; DROP TABLE z'", 1),
    ],
)
def test_what_people_ask_is_answered(public: warehouse.Connection, question: str, rows: int) -> None:
    assert len(warehouse.ask(public, question).rows) == rows


@pytest.mark.parametrize(
    "question", ["DESCRIBE article", "SHOW TABLES", "SUMMARIZE contact_timeline", "FROM duckdb_views()"]
)
def test_the_schema_can_be_looked_at(public: warehouse.Connection, question: str) -> None:
    assert warehouse.ask(public, question).rows


def test_an_answer_can_be_cut_and_says_so(public: warehouse.Connection) -> None:
    whole, cut = warehouse.ask(public, "FROM range(5)", most=5), warehouse.ask(public, "FROM range(5)", most=4)
    assert (len(whole.rows), whole.more, len(cut.rows), cut.more) == (5, False, 4, True)


def test_wrong_sql_is_an_error_of_the_query(public: warehouse.Connection) -> None:
    for wrong in ("SELEC 1", "", "SELECT nothing FROM article", "(" * 2000):
        with pytest.raises(warehouse.QueryError):
            warehouse.ask(public, wrong)


def test_two_readers_of_one_process_each_have_utc_and_their_own_names(reported: Path) -> None:
    copy = reported.parent / "published" / "twice.duckdb"
    warehouse.publish(reported, copy)
    with warehouse.open_public(copy) as people, warehouse.open_published(copy) as program:
        for con in (people, program):
            assert con.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]
        assert len(people.execute("DESCRIBE article").fetchall()) > len(program.execute("DESCRIBE article").fetchall())
