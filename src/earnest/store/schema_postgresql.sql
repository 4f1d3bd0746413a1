-- What does the trade database look like on PostgreSQL? The SQLite twin stands beside this file.
-- Names and ids are compared byte by byte (COLLATE "C"), so that both databases sort alike.

CREATE TABLE IF NOT EXISTS event (
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    seq          bigint NOT NULL CHECK (seq >= 1),
    type         text COLLATE "C" NOT NULL,
    body         bytea NOT NULL,
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    mac          bytea NOT NULL CHECK (length(mac) = 32),
    effective_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, seq)
);

CREATE TABLE IF NOT EXISTS board (
    subject_kind  text COLLATE "C" NOT NULL,
    subject_id    text COLLATE "C" NOT NULL,
    seq           bigint NOT NULL CHECK (seq >= 1),
    head          bytea NOT NULL CHECK (length(head) = 32),
    last_at       timestamptz NOT NULL,
    outbox_seq    bigint NOT NULL CHECK (outbox_seq >= 0),
    snapshot      bytea NOT NULL,
    folds         text COLLATE "C" NOT NULL,
    contract_hash text COLLATE "C" NOT NULL,
    stage         text COLLATE "C" NOT NULL,
    buyer         text COLLATE "C" NOT NULL,
    supplier      text COLLATE "C" NOT NULL,
    hidden_from   text COLLATE "C" NOT NULL,
    currency      text COLLATE "C" NOT NULL,
    total_minor   bigint NOT NULL,
    held_minor    bigint NOT NULL CHECK (held_minor >= 0),
    title         text COLLATE "C" NOT NULL,
    next_due_at   timestamptz,
    place         bigint NOT NULL,
    opened_at     timestamptz NOT NULL,
    PRIMARY KEY (subject_kind, subject_id)
);
-- A list is sorted by place: what is due first on top, what waits for nothing behind, newest first.
-- No index names a column that changes with every event, so that most updates touch no index.
-- A side's list has only what is shown to it, or it would walk past every draft kept from it. The
-- columns at the end answer what a home page asks of all orders of a side, without opening rows:
-- the list of one stage, what is held, what waits.
DROP INDEX IF EXISTS board_of_buyer;
DROP INDEX IF EXISTS board_of_supplier;
CREATE INDEX IF NOT EXISTS board_seen_by_buyer
    ON board (buyer, place, subject_id, stage, currency, held_minor)
    WHERE subject_kind = 'order' AND hidden_from <> 'buyer';
CREATE INDEX IF NOT EXISTS board_seen_by_supplier
    ON board (supplier, place, subject_id, stage, currency, held_minor)
    WHERE subject_kind = 'order' AND hidden_from <> 'supplier';
CREATE INDEX IF NOT EXISTS board_of_all ON board (place, subject_id)
    WHERE subject_kind = 'order';
CREATE INDEX IF NOT EXISTS board_of_stage ON board (stage, place, subject_id)
    WHERE subject_kind = 'order';

CREATE TABLE IF NOT EXISTS contract (
    hash text COLLATE "C" PRIMARY KEY NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS account (
    scope         text COLLATE "C" NOT NULL,
    name          text COLLATE "C" NOT NULL,
    currency      text COLLATE "C" NOT NULL,
    balance_minor bigint CHECK (balance_minor >= 0),
    PRIMARY KEY (scope, name, currency),
    CHECK ((scope = 'platform') = (balance_minor IS NULL))
);

CREATE TABLE IF NOT EXISTS transfer (
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    seq          bigint NOT NULL,
    number       bigint NOT NULL CHECK (number >= 0),
    debit_scope  text COLLATE "C" NOT NULL,
    debit_name   text COLLATE "C" NOT NULL,
    credit_scope text COLLATE "C" NOT NULL,
    credit_name  text COLLATE "C" NOT NULL,
    currency     text COLLATE "C" NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 999999999999999),
    code         text COLLATE "C" NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, seq, number),
    CHECK (debit_scope <> credit_scope OR debit_name <> credit_name),
    FOREIGN KEY (debit_scope, debit_name, currency) REFERENCES account (scope, name, currency),
    FOREIGN KEY (credit_scope, credit_name, currency) REFERENCES account (scope, name, currency),
    FOREIGN KEY (subject_kind, subject_id, seq) REFERENCES event (subject_kind, subject_id, seq)
);

CREATE TABLE IF NOT EXISTS deadline (
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    about        text COLLATE "C" NOT NULL,
    who          text COLLATE "C" NOT NULL,
    due_at       timestamptz NOT NULL,
    rule         text COLLATE "C" NOT NULL,
    zone         text COLLATE "C" NOT NULL,
    calendar     text COLLATE "C" NOT NULL,
    started_at   timestamptz NOT NULL,
    attempts     bigint NOT NULL DEFAULT 0,
    parked_until timestamptz,
    last_error   text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (subject_kind, subject_id, kind, about),
    FOREIGN KEY (subject_kind, subject_id) REFERENCES board (subject_kind, subject_id)
);
CREATE INDEX IF NOT EXISTS deadline_due ON deadline (due_at);
-- The visits that inspectors still have to make: few, whatever the number of orders.
CREATE INDEX IF NOT EXISTS deadline_visit ON deadline (about) WHERE kind = 'inspection_due';
-- What waits for the platform's own people: few as well.
CREATE INDEX IF NOT EXISTS deadline_operator ON deadline (due_at, subject_id)
    WHERE who = 'operator';
-- Money that fits no order: few receipts, and every page of an order asks for its own.
CREATE INDEX IF NOT EXISTS deadline_suspense ON deadline (due_at, subject_id)
    WHERE kind = 'suspense';

CREATE TABLE IF NOT EXISTS outbox (
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    number       bigint NOT NULL CHECK (number >= 1),
    topic        text COLLATE "C" NOT NULL,
    payload      text COLLATE "C" NOT NULL,
    not_before   timestamptz NOT NULL,
    attempts     bigint NOT NULL DEFAULT 0,
    parked_until timestamptz,
    last_error   text COLLATE "C" NOT NULL DEFAULT '',
    sent_at      timestamptz,
    PRIMARY KEY (subject_kind, subject_id, number)
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (not_before) WHERE sent_at IS NULL;

CREATE TABLE IF NOT EXISTS idempotency (
    principal   text COLLATE "C" NOT NULL,
    key         text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    outcome     text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    mac         bytea NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (principal, key)
);

CREATE TABLE IF NOT EXISTS natural_key (
    key          text COLLATE "C" PRIMARY KEY NOT NULL,
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL
);

CREATE TABLE IF NOT EXISTS exposure (
    supplier       text COLLATE "C" NOT NULL,
    currency       text COLLATE "C" NOT NULL,
    limit_minor    bigint NOT NULL CHECK (limit_minor >= 0),
    reserved_minor bigint NOT NULL CHECK (reserved_minor BETWEEN 0 AND limit_minor),
    PRIMARY KEY (supplier, currency)
);

CREATE TABLE IF NOT EXISTS reservation (
    order_id       text COLLATE "C" PRIMARY KEY NOT NULL,
    supplier       text COLLATE "C" NOT NULL,
    currency       text COLLATE "C" NOT NULL,
    reserved_minor bigint NOT NULL CHECK (reserved_minor >= 0),
    FOREIGN KEY (supplier, currency) REFERENCES exposure (supplier, currency)
);

CREATE TABLE IF NOT EXISTS actor (
    login        text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    duty         text COLLATE "C" NOT NULL,
    authority    text COLLATE "C" NOT NULL,
    revoked      boolean NOT NULL,
    mac          bytea NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (login, organisation)
);

CREATE TABLE IF NOT EXISTS private_text (
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    seq          bigint NOT NULL,
    name         text COLLATE "C" NOT NULL,
    text         text COLLATE "C" NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, seq, name),
    FOREIGN KEY (subject_kind, subject_id, seq) REFERENCES event (subject_kind, subject_id, seq)
);

CREATE TABLE IF NOT EXISTS checkpoint (
    at        timestamptz PRIMARY KEY NOT NULL,
    streams   bigint NOT NULL,
    events    bigint NOT NULL,
    root      text COLLATE "C" NOT NULL,
    signature text COLLATE "C" NOT NULL
);

CREATE TABLE IF NOT EXISTS setting (
    name  text COLLATE "C" PRIMARY KEY NOT NULL,
    value text COLLATE "C" NOT NULL
);


-- States and events of a few kilobytes stay in their row, uncompressed: packing them cost more than
-- all the rest of a statement. A page of boards keeps room for new versions of its own rows, so
-- that most updates touch no index.
ALTER TABLE board ALTER COLUMN snapshot SET STORAGE EXTERNAL;
ALTER TABLE board SET (toast_tuple_target = 8160, fillfactor = 50);
ALTER TABLE event ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE event SET (toast_tuple_target = 8160);
ALTER TABLE contract ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE contract SET (toast_tuple_target = 8160);

CREATE TABLE IF NOT EXISTS file (
    order_id     text COLLATE "C" NOT NULL,
    number       bigint NOT NULL CHECK (number >= 1),
    sha256       text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    name         text COLLATE "C" NOT NULL,
    media        text COLLATE "C" NOT NULL,
    size_bytes   bigint NOT NULL CHECK (size_bytes >= 1),
    total_bytes  bigint NOT NULL CHECK (total_bytes >= size_bytes),
    organisation text COLLATE "C" NOT NULL,
    login        text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    received_at  timestamptz NOT NULL,
    mac          bytea NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (order_id, number),
    UNIQUE (order_id, sha256, organisation, login)
);
CREATE INDEX IF NOT EXISTS file_of_organisation ON file (organisation, size_bytes);

-- Append only, for the owner of the tables too; the application's role is not even asked
-- (see grant_application). These functions contain no arithmetic.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON transfer
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER transfer_no_truncate BEFORE TRUNCATE ON transfer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER file_append_only BEFORE UPDATE OR DELETE ON file
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER file_no_truncate BEFORE TRUNCATE ON file
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
