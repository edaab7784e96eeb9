-- The contacts room's tables: what articles say, what it resolves to, what people decided, what is known from elsewhere.

CREATE TABLE reading (
    article_id UUID,
    rules VARCHAR,
    run UUID NOT NULL,
    read_at TIMESTAMPTZ NOT NULL,
    verdict VARCHAR NOT NULL,
    why VARCHAR[] NOT NULL,
    PRIMARY KEY (article_id, rules)
);
COMMENT ON TABLE reading IS 'One reading of an article by one version of the rules: what was decided and why, also where nothing was found.';
COMMENT ON COLUMN reading.article_id IS 'The article read.';
COMMENT ON COLUMN reading.rules IS 'Version of the rules: a hash of lexicon and code.';
COMMENT ON COLUMN reading.run IS 'The run that read it.';
COMMENT ON COLUMN reading.read_at IS 'When.';
COMMENT ON COLUMN reading.verdict IS 'new, planned, denied, background, envoy, other or none.';
COMMENT ON COLUMN reading.why IS 'The rules that fired, in order.';

CREATE TABLE mention (
    id UUID,
    rules VARCHAR,
    run UUID NOT NULL,
    article_id UUID NOT NULL,
    watch VARCHAR NOT NULL,
    us_leader VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    field_name VARCHAR NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    contact_date DATE,
    date_until DATE,
    date_precision VARCHAR NOT NULL,
    date_basis VARCHAR NOT NULL,
    date_words VARCHAR NOT NULL,
    ordinal INTEGER,
    ordinal_since INTEGER,
    duration_minutes INTEGER,
    place VARCHAR,
    topics VARCHAR[] NOT NULL,
    why VARCHAR[] NOT NULL,
    stated_weekday INTEGER,
    stated_month INTEGER,
    stated_day INTEGER,
    PRIMARY KEY (id, rules)
);
COMMENT ON TABLE mention IS 'What one article says of one contact, as one version of the rules reads it.';
COMMENT ON COLUMN mention.id IS 'Hash of article and content: the same for rules that read it alike.';
COMMENT ON COLUMN mention.rules IS 'Version of the rules that read it.';
COMMENT ON COLUMN mention.run IS 'The run that read it.';
COMMENT ON COLUMN mention.article_id IS 'The article.';
COMMENT ON COLUMN mention.watch IS 'The watched pair, an id of watches.yaml.';
COMMENT ON COLUMN mention.us_leader IS 'The US leader''s name.';
COMMENT ON COLUMN mention.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN mention.status IS 'happened, planned, denied, background, envoy or other.';
COMMENT ON COLUMN mention.quote IS 'The clause that says so, as it stands in the article.';
COMMENT ON COLUMN mention.field_name IS 'title or text: where the clause stands.';
COMMENT ON COLUMN mention.start IS 'Character offset of the clause there.';
COMMENT ON COLUMN mention."end" IS 'Character offset behind it.';
COMMENT ON COLUMN mention.contact_date IS 'First day it can have been, local to the outlet; NULL where nothing bounds it.';
COMMENT ON COLUMN mention.date_until IS 'Last such day.';
COMMENT ON COLUMN mention.date_precision IS 'day, range, month, year or none.';
COMMENT ON COLUMN mention.date_basis IS 'stated, relative, weekday, byline or none.';
COMMENT ON COLUMN mention.date_words IS 'The words the date was read from.';
COMMENT ON COLUMN mention.ordinal IS 'n where the text calls it the n-th contact.';
COMMENT ON COLUMN mention.ordinal_since IS 'The year it counts from.';
COMMENT ON COLUMN mention.duration_minutes IS 'How long it lasted.';
COMMENT ON COLUMN mention.place IS 'Where.';
COMMENT ON COLUMN mention.topics IS 'What it was about.';
COMMENT ON COLUMN mention.why IS 'The rules that fired, in order.';
COMMENT ON COLUMN mention.stated_weekday IS 'ISO weekday, where only that is told and the week is not known.';
COMMENT ON COLUMN mention.stated_month IS 'Month, where the year is not known.';
COMMENT ON COLUMN mention.stated_day IS 'Day of the month, where the year is not known.';

CREATE TABLE contact (
    id VARCHAR PRIMARY KEY,
    run UUID NOT NULL,
    watch VARCHAR NOT NULL,
    us_leader VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    date_from DATE,
    date_to DATE,
    date_precision VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL,
    duration_minutes INTEGER,
    place VARCHAR,
    topics VARCHAR[] NOT NULL,
    ordinal INTEGER
);
COMMENT ON TABLE contact IS 'A real-world event that a report of news opened, as it was known then; contact_timeline has what is known now.';
COMMENT ON COLUMN contact.id IS 'Readable and stable: day-leader-channel.';
COMMENT ON COLUMN contact.run IS 'The run that opened it.';
COMMENT ON COLUMN contact.watch IS 'The watched pair.';
COMMENT ON COLUMN contact.us_leader IS 'The US leader''s name.';
COMMENT ON COLUMN contact.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN contact.date_from IS 'First day it can have been; NULL where nothing bounds it.';
COMMENT ON COLUMN contact.date_to IS 'Last such day.';
COMMENT ON COLUMN contact.date_precision IS 'day, range, month or none (bounded by publication only).';
COMMENT ON COLUMN contact.origin IS 'press, or reference where known_contact has it.';
COMMENT ON COLUMN contact.opened_at IS 'When it was opened; in a replay the time of the report that did.';
COMMENT ON COLUMN contact.duration_minutes IS 'How long it lasted.';
COMMENT ON COLUMN contact.place IS 'Where.';
COMMENT ON COLUMN contact.topics IS 'What it was about.';
COMMENT ON COLUMN contact.ordinal IS 'Its number in a count, where one is told.';

CREATE TABLE contact_report (
    mention UUID,
    resolved_at TIMESTAMPTZ,
    run UUID NOT NULL,
    article UUID NOT NULL,
    contact VARCHAR,
    role VARCHAR NOT NULL,
    independent BOOLEAN NOT NULL,
    PRIMARY KEY (mention, resolved_at)
);
COMMENT ON TABLE contact_report IS 'The word that a mention belongs to a contact; a later row for the same mention replaces an earlier one.';
COMMENT ON COLUMN contact_report.mention IS 'The mention.';
COMMENT ON COLUMN contact_report.resolved_at IS 'When it was decided.';
COMMENT ON COLUMN contact_report.run IS 'The run that decided.';
COMMENT ON COLUMN contact_report.article IS 'The mention''s article.';
COMMENT ON COLUMN contact_report.contact IS 'The contact; NULL where the mention was taken out again.';
COMMENT ON COLUMN contact_report.role IS 'opening, supporting, background, planned or denied.';
COMMENT ON COLUMN contact_report.independent IS 'False for a copy of an article, or a further report of an outlet, already counted.';

CREATE TABLE contact_change (
    contact VARCHAR,
    number INTEGER,
    run UUID NOT NULL,
    kind VARCHAR NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL,
    alert BOOLEAN NOT NULL,
    article UUID,
    date_from DATE,
    date_to DATE,
    date_precision VARCHAR NOT NULL,
    duration_minutes INTEGER,
    place VARCHAR,
    outlets INTEGER NOT NULL,
    became VARCHAR,
    detail VARCHAR NOT NULL,
    PRIMARY KEY (contact, number)
);
COMMENT ON TABLE contact_change IS 'One step in the life of a contact, with all that is known of it from then on.';
COMMENT ON COLUMN contact_change.contact IS 'The contact.';
COMMENT ON COLUMN contact_change.number IS 'Counts its steps from 1.';
COMMENT ON COLUMN contact_change.run IS 'The run that noted it.';
COMMENT ON COLUMN contact_change.kind IS 'new, happened (after it was announced), corroborated, corrected, detailed, denied, merged or dismissed.';
COMMENT ON COLUMN contact_change.noted_at IS 'When; in a replay the time of the report that caused it.';
COMMENT ON COLUMN contact_change.alert IS 'True for the one step that tells people of the contact.';
COMMENT ON COLUMN contact_change.article IS 'The report that caused it.';
COMMENT ON COLUMN contact_change.date_from IS 'First day it can have been.';
COMMENT ON COLUMN contact_change.date_to IS 'Last such day.';
COMMENT ON COLUMN contact_change.date_precision IS 'day, range, month or none.';
COMMENT ON COLUMN contact_change.duration_minutes IS 'How long it lasted, as most outlets tell it.';
COMMENT ON COLUMN contact_change.place IS 'Where, as most outlets tell it.';
COMMENT ON COLUMN contact_change.outlets IS 'Independent outlets so far.';
COMMENT ON COLUMN contact_change.became IS 'The contact that a merged one became.';
COMMENT ON COLUMN contact_change.detail IS 'What changed, in words.';

CREATE TABLE decision (
    verb VARCHAR,
    contact VARCHAR,
    decided_at TIMESTAMPTZ,
    decided_by VARCHAR NOT NULL,
    other VARCHAR,
    article UUID,
    undone BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (verb, contact, decided_at)
);
COMMENT ON TABLE decision IS 'What a person decided about contacts; it holds through every replay, the latest on the same thing counts.';
COMMENT ON COLUMN decision.verb IS 'merge, split or dismiss.';
COMMENT ON COLUMN decision.contact IS 'The contact decided about.';
COMMENT ON COLUMN decision.decided_at IS 'When.';
COMMENT ON COLUMN decision.decided_by IS 'Who.';
COMMENT ON COLUMN decision.other IS 'The contact it was merged into, or that was split off.';
COMMENT ON COLUMN decision.article IS 'The article that was split off.';
COMMENT ON COLUMN decision.undone IS 'True where this takes an earlier decision back.';
COMMENT ON COLUMN decision.note IS 'Why.';

CREATE TABLE known_contact (
    id VARCHAR NOT NULL,
    watch VARCHAR NOT NULL,
    us_leader VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    date_from DATE NOT NULL,
    date_to DATE NOT NULL,
    date_precision VARCHAR NOT NULL,
    confidence VARCHAR NOT NULL,
    duration_minutes INTEGER,
    place VARCHAR,
    ordinal INTEGER,
    words VARCHAR[] NOT NULL,
    evidence VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);
COMMENT ON TABLE known_contact IS 'Reference: contacts known to have taken place since 2012, with evidence; written by people, loaded from warehouse/reference.';
COMMENT ON COLUMN known_contact.id IS 'Its id as a contact.';
COMMENT ON COLUMN known_contact.watch IS 'The watched pair.';
COMMENT ON COLUMN known_contact.us_leader IS 'The US leader''s name.';
COMMENT ON COLUMN known_contact.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN known_contact.date_from IS 'First day it can have been.';
COMMENT ON COLUMN known_contact.date_to IS 'Last such day.';
COMMENT ON COLUMN known_contact.date_precision IS 'day, range or month.';
COMMENT ON COLUMN known_contact.confidence IS 'seen in the evidence, or date_from_memory: the event is sure, the day may be off by one or two.';
COMMENT ON COLUMN known_contact.duration_minutes IS 'How long it lasted.';
COMMENT ON COLUMN known_contact.place IS 'Where.';
COMMENT ON COLUMN known_contact.ordinal IS 'Its number among the calls of that year or term, where it was counted.';
COMMENT ON COLUMN known_contact.words IS 'Urdu words that tell it from its neighbours.';
COMMENT ON COLUMN known_contact.evidence IS 'Where it is known from.';
COMMENT ON COLUMN known_contact.note IS 'What a reader should know.';

CREATE TABLE non_contact (
    id VARCHAR NOT NULL,
    watch VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    us_leader VARCHAR,
    channel VARCHAR NOT NULL,
    date_from DATE NOT NULL,
    date_to DATE NOT NULL,
    kind VARCHAR NOT NULL,
    place VARCHAR,
    evidence VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);
COMMENT ON TABLE non_contact IS 'Reference: what was claimed or planned and did not take place, or was between others; loaded from warehouse/reference.';
COMMENT ON COLUMN non_contact.id IS 'A readable id.';
COMMENT ON COLUMN non_contact.watch IS 'The watched pair.';
COMMENT ON COLUMN non_contact.who IS 'Whom it was claimed of.';
COMMENT ON COLUMN non_contact.us_leader IS 'The US leader''s name; NULL where it was between others.';
COMMENT ON COLUMN non_contact.channel IS 'phone, meeting, video, letter, message or brief.';
COMMENT ON COLUMN non_contact.date_from IS 'First day it can have been.';
COMMENT ON COLUMN non_contact.date_to IS 'Last such day.';
COMMENT ON COLUMN non_contact.kind IS 'denied, cancelled, unconfirmed or other_pair.';
COMMENT ON COLUMN non_contact.place IS 'Where it was to be.';
COMMENT ON COLUMN non_contact.evidence IS 'Where it is known from.';
COMMENT ON COLUMN non_contact.note IS 'What a reader should know.';
