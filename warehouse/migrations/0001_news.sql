-- The news room's tables. Rows are only ever appended: what is true now is a view over them.

CREATE TABLE run (
    id UUID PRIMARY KEY,
    flow VARCHAR NOT NULL,
    started_by VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    rabita VARCHAR NOT NULL
);
COMMENT ON TABLE run IS 'One start of a flow. A run without a row in run_end was cut off or is still going.';
COMMENT ON COLUMN run.id IS 'Names the run in every row it wrote.';
COMMENT ON COLUMN run.flow IS 'ingest, import, watch or replay.';
COMMENT ON COLUMN run.started_by IS 'hand, demo, prefect or schedule.';
COMMENT ON COLUMN run.started_at IS 'When it began.';
COMMENT ON COLUMN run.rabita IS 'Version of Rabita that ran.';

CREATE TABLE run_end (
    run UUID PRIMARY KEY,
    ended_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL
);
COMMENT ON TABLE run_end IS 'The end of a run.';
COMMENT ON COLUMN run_end.run IS 'The run that ended.';
COMMENT ON COLUMN run_end.ended_at IS 'When it ended.';
COMMENT ON COLUMN run_end.outcome IS 'ok, partial (some outlets failed) or failed (all did).';

CREATE TABLE tally (
    run UUID,
    outlet VARCHAR,
    discovered INTEGER NOT NULL,
    loaded INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (run, outlet)
);
COMMENT ON TABLE tally IS 'The books of one outlet in one run: discovered = loaded + duplicate + unchanged + rejected + failed.';
COMMENT ON COLUMN tally.run IS 'The run.';
COMMENT ON COLUMN tally.outlet IS 'The outlet.';
COMMENT ON COLUMN tally.discovered IS 'Links found and taken on, or files read; links skipped on a first run do not count.';
COMMENT ON COLUMN tally.loaded IS 'New articles stored.';
COMMENT ON COLUMN tally.duplicate IS 'Articles whose text is stored already under the same or another address.';
COMMENT ON COLUMN tally.unchanged IS 'Links whose address was read before.';
COMMENT ON COLUMN tally.rejected IS 'Pages that are no Urdu article: each is a row in problem.';
COMMENT ON COLUMN tally.failed IS 'Pages that could not be had: each is a row in problem.';

CREATE TABLE outlet (
    id VARCHAR,
    since TIMESTAMPTZ,
    name VARCHAR NOT NULL,
    homepage VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    tier INTEGER NOT NULL,
    timezone VARCHAR NOT NULL,
    PRIMARY KEY (id, since)
);
COMMENT ON TABLE outlet IS 'What sources.yaml says of an outlet, a row each time it changes.';
COMMENT ON COLUMN outlet.id IS 'The id in sources.yaml.';
COMMENT ON COLUMN outlet.since IS 'When a run first saw this wording.';
COMMENT ON COLUMN outlet.name IS 'Name for people.';
COMMENT ON COLUMN outlet.homepage IS 'Address of its front page.';
COMMENT ON COLUMN outlet.country IS 'ISO 3166 code of where it is made.';
COMMENT ON COLUMN outlet.tier IS '1 national paper, broadcaster or agency; 2 regional or specialised; 3 small or unknown.';
COMMENT ON COLUMN outlet.timezone IS 'Zone that its undated clock times are in.';

CREATE TABLE request (
    id UUID PRIMARY KEY,
    run UUID NOT NULL,
    outlet VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER,
    reason VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    retry_after TIMESTAMPTZ,
    body UUID,
    bytes BIGINT NOT NULL,
    items INTEGER,
    items_new INTEGER
);
COMMENT ON TABLE request IS 'The log of requests; polling state and health are views over it.';
COMMENT ON COLUMN request.id IS 'Hash of run, address and time.';
COMMENT ON COLUMN request.run IS 'The run that asked.';
COMMENT ON COLUMN request.outlet IS 'The outlet asked.';
COMMENT ON COLUMN request.url IS 'Canonical address asked for.';
COMMENT ON COLUMN request.kind IS 'feed, sitemap, section or page.';
COMMENT ON COLUMN request.fetched_at IS 'When the answer, or its absence, was known.';
COMMENT ON COLUMN request.status IS 'HTTP status, NULL where none came.';
COMMENT ON COLUMN request.reason IS 'Why it is no use; NULL for a good answer (304 is one).';
COMMENT ON COLUMN request.etag IS 'ETag to send next time.';
COMMENT ON COLUMN request.last_modified IS 'Last-Modified to send next time.';
COMMENT ON COLUMN request.retry_after IS 'Not to be asked before, where the server said so.';
COMMENT ON COLUMN request.body IS 'Hash of the body.';
COMMENT ON COLUMN request.bytes IS 'Length of the decoded body.';
COMMENT ON COLUMN request.items IS 'Links in it, for a feed, sitemap or section.';
COMMENT ON COLUMN request.items_new IS 'Those not seen before.';

CREATE TABLE link (
    run UUID,
    outlet VARCHAR,
    url VARCHAR,
    found_in VARCHAR NOT NULL,
    found_at TIMESTAMPTZ NOT NULL,
    title VARCHAR,
    published TIMESTAMPTZ,
    published_raw VARCHAR,
    address VARCHAR,
    fate VARCHAR NOT NULL,
    PRIMARY KEY (run, outlet, url)
);
COMMENT ON TABLE link IS 'What became of each new link of a feed, sitemap or section: the seen-set is a view over it.';
COMMENT ON COLUMN link.run IS 'The run that took it on.';
COMMENT ON COLUMN link.outlet IS 'The outlet.';
COMMENT ON COLUMN link.url IS 'Canonical address.';
COMMENT ON COLUMN link.found_in IS 'The feed, sitemap or section it stood in; the file, for an import.';
COMMENT ON COLUMN link.found_at IS 'When.';
COMMENT ON COLUMN link.title IS 'Its title there.';
COMMENT ON COLUMN link.published IS 'Its date there.';
COMMENT ON COLUMN link.published_raw IS 'That date in the feed''s own words.';
COMMENT ON COLUMN link.address IS 'The address as it stood there, where that is not the canonical one.';
COMMENT ON COLUMN link.fate IS 'loaded, duplicate, rejected, failed (tried in three runs), waiting (more than one run takes) or skipped (older than the newest few of a first run).';

CREATE TABLE article (
    id UUID PRIMARY KEY,
    run UUID NOT NULL,
    outlet VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    characters INTEGER NOT NULL,
    published TIMESTAMPTZ,
    published_source VARCHAR NOT NULL,
    published_raw VARCHAR,
    first_seen TIMESTAMPTZ NOT NULL,
    lang VARCHAR NOT NULL,
    content UUID NOT NULL,
    extracted_by VARCHAR NOT NULL,
    author VARCHAR,
    agency VARCHAR,
    removed STRUCT("text" VARCHAR, rule VARCHAR)[] NOT NULL
);
COMMENT ON TABLE article IS 'One version of one article: a changed text under the same address is a further row.';
COMMENT ON COLUMN article.id IS 'Hash of canonical address and text.';
COMMENT ON COLUMN article.run IS 'The run that loaded it.';
COMMENT ON COLUMN article.outlet IS 'The outlet that published it.';
COMMENT ON COLUMN article.url IS 'Canonical address; urn:… for an imported file.';
COMMENT ON COLUMN article.title IS 'Headline, cleaned, NFC.';
COMMENT ON COLUMN article.text IS 'Body, cleaned, NFC; a paragraph a line.';
COMMENT ON COLUMN article.characters IS 'Length of the text.';
COMMENT ON COLUMN article.published IS 'When the outlet says it published, never later than first_seen + 5 minutes; NULL where it does not say.';
COMMENT ON COLUMN article.published_source IS 'Where that date stood: jsonld, meta, feed, byline, url, given, seen (first seen between two polls) or none.';
COMMENT ON COLUMN article.published_raw IS 'The date in the words it was read from.';
COMMENT ON COLUMN article.first_seen IS 'When Rabita first had it.';
COMMENT ON COLUMN article.lang IS 'ISO 639 code; ur for Urdu.';
COMMENT ON COLUMN article.content IS 'Hash of the match key of the text: equal for copies that differ in spacing or letter forms only.';
COMMENT ON COLUMN article.extracted_by IS 'Which way the text was taken from the page.';
COMMENT ON COLUMN article.author IS 'Author, where named.';
COMMENT ON COLUMN article.agency IS 'News agency credited.';
COMMENT ON COLUMN article.removed IS 'Boilerplate that cleaning took out, each piece with its rule.';

CREATE TABLE reprint (
    url VARCHAR,
    outlet VARCHAR,
    article UUID NOT NULL,
    run UUID NOT NULL,
    first_seen TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (url, outlet)
);
COMMENT ON TABLE reprint IS 'A further address whose text is stored already: a row that points to it, never an article of its own.';
COMMENT ON COLUMN reprint.url IS 'Canonical address of the copy.';
COMMENT ON COLUMN reprint.outlet IS 'The outlet that carries it.';
COMMENT ON COLUMN reprint.article IS 'The article first seen with this text.';
COMMENT ON COLUMN reprint.run IS 'The run that found it.';
COMMENT ON COLUMN reprint.first_seen IS 'When Rabita first had it.';

CREATE TABLE problem (
    id UUID PRIMARY KEY,
    run UUID NOT NULL,
    outlet VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    step VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE problem IS 'An item that did not make it, with the step that refused it and why.';
COMMENT ON COLUMN problem.id IS 'Hash of run, address, step and reason.';
COMMENT ON COLUMN problem.run IS 'The run it happened in.';
COMMENT ON COLUMN problem.outlet IS 'The outlet.';
COMMENT ON COLUMN problem.url IS 'The address.';
COMMENT ON COLUMN problem.step IS 'discover, fetch, extract, clean, language, read.';
COMMENT ON COLUMN problem.reason IS 'A short name of the reason.';
COMMENT ON COLUMN problem.detail IS 'What a person needs to understand it.';
COMMENT ON COLUMN problem.noted_at IS 'When.';

CREATE TABLE view_set (
    digest VARCHAR NOT NULL,
    created_at TIMESTAMPTZ PRIMARY KEY
);
COMMENT ON TABLE view_set IS 'Which wording of views and reference tables this file carries, so that they are made anew only when it changes.';
COMMENT ON COLUMN view_set.digest IS 'SHA-256 over all of them.';
COMMENT ON COLUMN view_set.created_at IS 'When they were made.';

COMMENT ON TABLE migration IS 'The migrations applied to this file.';
COMMENT ON COLUMN migration.version IS 'The number its file name begins with.';
COMMENT ON COLUMN migration.name IS 'Its file name.';
COMMENT ON COLUMN migration.applied_at IS 'When it was applied.';
