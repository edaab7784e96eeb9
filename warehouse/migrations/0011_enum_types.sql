-- Words of a closed vocabulary get a type that knows them: what is not among them cannot be stored or asked for.

CREATE TYPE channel AS ENUM ('phone', 'meeting', 'video', 'letter', 'message', 'brief');
COMMENT ON TYPE channel IS 'How two leaders were in contact; brief is a handshake or a talk on the sidelines.';
CREATE TYPE mention_status AS ENUM ('happened', 'planned', 'denied', 'background', 'envoy', 'other');
COMMENT ON TYPE mention_status IS 'What a clause says of a contact.';
CREATE TYPE verdict AS ENUM ('new', 'planned', 'denied', 'background', 'envoy', 'other', 'none');
COMMENT ON TYPE verdict IS 'What an article comes to.';
CREATE TYPE report_role AS ENUM ('opening', 'supporting', 'background', 'planned', 'denied');
COMMENT ON TYPE report_role IS 'What a report is to its contact.';

ALTER TABLE mention ALTER COLUMN channel TYPE channel;
ALTER TABLE mention ALTER COLUMN status TYPE mention_status;
ALTER TABLE contact ALTER COLUMN channel TYPE channel;
ALTER TABLE known_contact ALTER COLUMN channel TYPE channel;
ALTER TABLE non_contact ALTER COLUMN channel TYPE channel;
ALTER TABLE reading ALTER COLUMN verdict TYPE verdict;
ALTER TABLE contact_report ALTER COLUMN role TYPE report_role;
