-- The alerts room's tables: what people are to be told, by which channel, and every attempt. Nothing is ever rewritten.

CREATE TABLE alert (
    id VARCHAR PRIMARY KEY,
    contact VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    "first" BOOLEAN NOT NULL,
    raised_at TIMESTAMPTZ NOT NULL,
    facts VARCHAR NOT NULL
);
COMMENT ON TABLE alert IS 'One step in the life of a contact that people are told of, committed together with it.';
COMMENT ON COLUMN alert.id IS 'The contact and the number of the change: 2025-07-03-trump-phone.1.';
COMMENT ON COLUMN alert.contact IS 'The contact.';
COMMENT ON COLUMN alert.number IS 'The number of its change.';
COMMENT ON COLUMN alert.kind IS 'new, happened, corroborated, corrected, detailed, denied, planned, merged, dismissed or canary.';
COMMENT ON COLUMN alert."first" IS 'True for the one alert that tells people of the contact.';
COMMENT ON COLUMN alert.raised_at IS 'When it was raised.';
COMMENT ON COLUMN alert.facts IS 'All that is told, as the JSON that webhooks get.';

CREATE TABLE notice (
    id VARCHAR PRIMARY KEY,
    channel VARCHAR NOT NULL,
    raised_at TIMESTAMPTZ NOT NULL,
    title VARCHAR NOT NULL,
    body VARCHAR NOT NULL
);
COMMENT ON TABLE notice IS 'Something about the alerts themselves that the operator is told, once per occasion.';
COMMENT ON COLUMN notice.id IS 'Names the occasion, such as the outage of one channel.';
COMMENT ON COLUMN notice.channel IS 'The channel it is about.';
COMMENT ON COLUMN notice.raised_at IS 'When.';
COMMENT ON COLUMN notice.title IS 'What is the matter.';
COMMENT ON COLUMN notice.body IS 'What to do about it.';

CREATE TABLE delivery (
    id UUID PRIMARY KEY,
    channel VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ
);
COMMENT ON TABLE delivery IS 'What one channel is to be sent; it stays due until delivered or given up, however long that takes.';
COMMENT ON COLUMN delivery.id IS 'The key that receivers can deduplicate by.';
COMMENT ON COLUMN delivery.channel IS 'The channel.';
COMMENT ON COLUMN delivery.kind IS 'alert, digest or notice.';
COMMENT ON COLUMN delivery.created_at IS 'When it was put in the outbox.';
COMMENT ON COLUMN delivery.due_at IS 'Not before, for quiet hours and digests; NULL means at once.';

CREATE TABLE delivery_item (
    delivery UUID,
    item VARCHAR,
    PRIMARY KEY (delivery, item)
);
COMMENT ON TABLE delivery_item IS 'What a delivery carries: one alert or notice, or the alerts of a digest.';
COMMENT ON COLUMN delivery_item.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_item.item IS 'The alert or notice.';

CREATE TABLE delivery_attempt (
    delivery UUID,
    number INTEGER,
    started_at TIMESTAMPTZ NOT NULL,
    possible_repeat BOOLEAN NOT NULL,
    PRIMARY KEY (delivery, number)
);
COMMENT ON TABLE delivery_attempt IS 'An intent, committed before anything is sent: without an outcome it may have been sent.';
COMMENT ON COLUMN delivery_attempt.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_attempt.number IS 'Counts from 1.';
COMMENT ON COLUMN delivery_attempt.started_at IS 'When.';
COMMENT ON COLUMN delivery_attempt.possible_repeat IS 'An earlier attempt may have arrived, and the receiver is told so.';

CREATE TABLE delivery_outcome (
    delivery UUID,
    number INTEGER,
    ended_at TIMESTAMPTZ NOT NULL,
    verdict VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    retry_at TIMESTAMPTZ,
    PRIMARY KEY (delivery, number)
);
COMMENT ON TABLE delivery_outcome IS 'What became of an attempt.';
COMMENT ON COLUMN delivery_outcome.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_outcome.number IS 'The attempt.';
COMMENT ON COLUMN delivery_outcome.ended_at IS 'When it was known.';
COMMENT ON COLUMN delivery_outcome.verdict IS 'delivered; refused, so certainly not accepted; unknown, so perhaps accepted.';
COMMENT ON COLUMN delivery_outcome.detail IS 'What the receiver or the network said, without any address.';
COMMENT ON COLUMN delivery_outcome.retry_at IS 'The channel is not to be tried before, where the receiver said so.';

CREATE TABLE delivery_given_up (
    delivery UUID,
    after_number INTEGER,
    given_up_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (delivery, after_number)
);
COMMENT ON TABLE delivery_given_up IS 'A dead letter: not tried again until somebody asks for it.';
COMMENT ON COLUMN delivery_given_up.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_given_up.after_number IS 'The attempt that was the last.';
COMMENT ON COLUMN delivery_given_up.given_up_at IS 'When.';

CREATE TABLE delivery_retry (
    delivery UUID,
    after_number INTEGER,
    asked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (delivery, after_number)
);
COMMENT ON TABLE delivery_retry IS 'Somebody asked for a delivery to be tried again now.';
COMMENT ON COLUMN delivery_retry.delivery IS 'The delivery.';
COMMENT ON COLUMN delivery_retry.after_number IS 'Attempts made until then.';
COMMENT ON COLUMN delivery_retry.asked_at IS 'When.';
