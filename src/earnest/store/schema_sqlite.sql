-- What does the trade database look like on SQLite? The PostgreSQL twin stands beside this file.
-- Instants are text in UTC with microseconds (2026-02-27T12:00:00.000000Z): they sort as time does.
-- SQLite refuses with these triggers and checks as long as foreign keys are on (per connection);
-- what a hand on the file itself changes is found by "earnest verify".

CREATE TABLE IF NOT EXISTS event (
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    seq          INTEGER NOT NULL CHECK (seq >= 1),
    type         TEXT NOT NULL,
    body         BLOB NOT NULL,
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    mac          BLOB NOT NULL CHECK (length(mac) = 32),
    effective_at TEXT NOT NULL,
    recorded_at  TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, seq)
) STRICT;

CREATE TABLE IF NOT EXISTS board (
    subject_kind  TEXT NOT NULL,
    subject_id    TEXT NOT NULL,
    seq           INTEGER NOT NULL CHECK (seq >= 1),
    head          BLOB NOT NULL CHECK (length(head) = 32),
    last_at       TEXT NOT NULL,
    outbox_seq    INTEGER NOT NULL CHECK (outbox_seq >= 0),
    snapshot      BLOB NOT NULL,
    folds         TEXT NOT NULL,
    contract_hash TEXT NOT NULL,
    stage         TEXT NOT NULL,
    buyer         TEXT NOT NULL,
    supplier      TEXT NOT NULL,
    hidden_from   TEXT NOT NULL,
    currency      TEXT NOT NULL,
    total_minor   INTEGER NOT NULL,
    held_minor    INTEGER NOT NULL CHECK (held_minor >= 0),
    title         TEXT NOT NULL,
    next_due_at   TEXT,
    place         INTEGER NOT NULL,
    opened_at     TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id)
) STRICT;
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
    hash TEXT PRIMARY KEY NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS account (
    scope         TEXT NOT NULL,
    name          TEXT NOT NULL,
    currency      TEXT NOT NULL,
    balance_minor INTEGER CHECK (balance_minor >= 0),
    PRIMARY KEY (scope, name, currency),
    CHECK ((scope = 'platform') = (balance_minor IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS transfer (
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    number       INTEGER NOT NULL CHECK (number >= 0),
    debit_scope  TEXT NOT NULL,
    debit_name   TEXT NOT NULL,
    credit_scope TEXT NOT NULL,
    credit_name  TEXT NOT NULL,
    currency     TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 999999999999999),
    code         TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, seq, number),
    CHECK (debit_scope <> credit_scope OR debit_name <> credit_name),
    FOREIGN KEY (debit_scope, debit_name, currency) REFERENCES account (scope, name, currency),
    FOREIGN KEY (credit_scope, credit_name, currency) REFERENCES account (scope, name, currency),
    FOREIGN KEY (subject_kind, subject_id, seq) REFERENCES event (subject_kind, subject_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS deadline (
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    about        TEXT NOT NULL,
    who          TEXT NOT NULL,
    due_at       TEXT NOT NULL,
    rule         TEXT NOT NULL,
    zone         TEXT NOT NULL,
    calendar     TEXT NOT NULL,
    started_at   TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    parked_until TEXT,
    last_error   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (subject_kind, subject_id, kind, about),
    FOREIGN KEY (subject_kind, subject_id) REFERENCES board (subject_kind, subject_id)
) STRICT, WITHOUT ROWID;
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
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    number       INTEGER NOT NULL CHECK (number >= 1),
    topic        TEXT NOT NULL,
    payload      TEXT NOT NULL,
    not_before   TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    parked_until TEXT,
    last_error   TEXT NOT NULL DEFAULT '',
    sent_at      TEXT,
    PRIMARY KEY (subject_kind, subject_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (not_before) WHERE sent_at IS NULL;

-- Its rows are appended, and only the keys, which come in no order, are sorted in: a table sorted by
-- them wrote twice as many pages for a list.
CREATE TABLE IF NOT EXISTS idempotency (
    principal   TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    mac         BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (principal, key)
) STRICT;

CREATE TABLE IF NOT EXISTS natural_key (
    key          TEXT PRIMARY KEY NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS exposure (
    supplier       TEXT NOT NULL,
    currency       TEXT NOT NULL,
    limit_minor    INTEGER NOT NULL CHECK (limit_minor >= 0),
    reserved_minor INTEGER NOT NULL CHECK (reserved_minor BETWEEN 0 AND limit_minor),
    PRIMARY KEY (supplier, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reservation (
    order_id       TEXT PRIMARY KEY NOT NULL,
    supplier       TEXT NOT NULL,
    currency       TEXT NOT NULL,
    reserved_minor INTEGER NOT NULL CHECK (reserved_minor >= 0),
    FOREIGN KEY (supplier, currency) REFERENCES exposure (supplier, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS actor (
    login        TEXT NOT NULL,
    organisation TEXT NOT NULL,
    duty         TEXT NOT NULL,
    authority    TEXT NOT NULL,
    revoked      INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    mac          BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (login, organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS private_text (
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    name         TEXT NOT NULL,
    text         TEXT NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, seq, name),
    FOREIGN KEY (subject_kind, subject_id, seq) REFERENCES event (subject_kind, subject_id, seq)
) STRICT;

CREATE TABLE IF NOT EXISTS checkpoint (
    at        TEXT PRIMARY KEY NOT NULL,
    streams   INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    root      TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS setting (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS file (
    order_id     TEXT NOT NULL,
    number       INTEGER NOT NULL CHECK (number >= 1),
    sha256       TEXT NOT NULL CHECK (length(sha256) = 64),
    name         TEXT NOT NULL,
    media        TEXT NOT NULL,
    size_bytes   INTEGER NOT NULL CHECK (size_bytes >= 1),
    total_bytes  INTEGER NOT NULL CHECK (total_bytes >= size_bytes),
    organisation TEXT NOT NULL,
    login        TEXT NOT NULL,
    role         TEXT NOT NULL,
    received_at  TEXT NOT NULL,
    mac          BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (order_id, number),
    UNIQUE (order_id, sha256, organisation, login)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_of_organisation ON file (organisation, size_bytes);

-- Append only. REPLACE deletes without asking a DELETE trigger unless recursive_triggers is on, so
-- an insert on an existing key is refused as well.
CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append only'); END;
CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append only'); END;
CREATE TRIGGER IF NOT EXISTS event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE subject_kind = NEW.subject_kind
             AND subject_id = NEW.subject_id AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'event is append only'); END;
CREATE TRIGGER IF NOT EXISTS transfer_no_update BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfer is append only'); END;
CREATE TRIGGER IF NOT EXISTS transfer_no_delete BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'transfer is append only'); END;
CREATE TRIGGER IF NOT EXISTS transfer_no_replace BEFORE INSERT ON transfer
WHEN EXISTS (SELECT 1 FROM transfer WHERE subject_kind = NEW.subject_kind
             AND subject_id = NEW.subject_id AND seq = NEW.seq AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'transfer is append only'); END;
CREATE TRIGGER IF NOT EXISTS file_no_update BEFORE UPDATE ON file
BEGIN SELECT RAISE(ABORT, 'file is append only'); END;
CREATE TRIGGER IF NOT EXISTS file_no_delete BEFORE DELETE ON file
BEGIN SELECT RAISE(ABORT, 'file is append only'); END;
CREATE TRIGGER IF NOT EXISTS file_no_replace BEFORE INSERT ON file
WHEN EXISTS (SELECT 1 FROM file WHERE order_id = NEW.order_id AND (number = NEW.number
             OR (sha256 = NEW.sha256 AND organisation = NEW.organisation AND login = NEW.login)))
BEGIN SELECT RAISE(ABORT, 'file is append only'); END;
