-- Accounts, users, organizations, groups, imports, history.
-- The account leads every key, so that engines which shard by it can hold the schema. Columns are named as in the
-- model's field tables; those that are not in a table say what they are for.

CREATE TABLE accounts (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    plan        INTEGER NOT NULL,
    policy      TEXT NOT NULL,
    features    TEXT NOT NULL,
    time_zone   TEXT NOT NULL,
    language    TEXT NOT NULL,
    currency    TEXT NOT NULL,
    seat_limit  INTEGER,
    revision    INTEGER NOT NULL,
    incomplete  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Apart from accounts: every add changes them, and the record above is read far more often.
CREATE TABLE account_counters (
    account          BLOB PRIMARY KEY NOT NULL REFERENCES accounts (id),
    last_user_number INTEGER NOT NULL,
    seats_used       INTEGER NOT NULL,
    owners           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
    account     BLOB NOT NULL REFERENCES accounts (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    external_id TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    name_key    TEXT NOT NULL,  -- text::search_key(name): unique, sorted by, searched by prefix
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX organizations_by_name ON organizations (account, name_key);

CREATE TABLE groups (
    account     BLOB NOT NULL REFERENCES accounts (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    name_key    TEXT NOT NULL,  -- as in organizations
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX groups_by_name ON groups (account, name_key);

CREATE TABLE users (
    account               BLOB NOT NULL REFERENCES accounts (id),
    id                    BLOB NOT NULL CHECK (length(id) = 16),
    number                INTEGER NOT NULL,
    kind                  INTEGER NOT NULL,
    first_name            TEXT NOT NULL,
    last_name             TEXT NOT NULL,
    job_title             TEXT NOT NULL,
    phone                 TEXT NOT NULL,
    email                 TEXT NOT NULL,
    other_emails          TEXT NOT NULL,
    role                  BLOB,
    organization          BLOB,
    groups                BLOB NOT NULL,
    labels                TEXT NOT NULL,
    language              TEXT NOT NULL,
    time_zone             TEXT NOT NULL,
    external_id           TEXT NOT NULL,
    revision              INTEGER NOT NULL,
    onboarding            INTEGER NOT NULL,
    invitation_expires_at INTEGER,
    failed_sign_ins       INTEGER NOT NULL,
    suspended_from        INTEGER,
    suspended_through     INTEGER,
    suspension_reason     TEXT NOT NULL,
    suspension_starts_at  INTEGER,
    suspension_ends_at    INTEGER,
    deleted_at            INTEGER,
    deletion_reason       TEXT NOT NULL,
    created_at            INTEGER NOT NULL,
    updated_at            INTEGER NOT NULL,
    last_active_at        INTEGER NOT NULL,
    sort_key              TEXT NOT NULL,  -- IndexedUser::sort_key
    name_key              TEXT NOT NULL,  -- IndexedUser::name_key
    held_external_id      TEXT,           -- external_id while the user holds it: absent when none or deleted
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, organization) REFERENCES organizations (account, id)
) STRICT;
CREATE UNIQUE INDEX users_by_number ON users (account, number);
CREATE INDEX users_by_sort_key ON users (account, sort_key, id);
CREATE INDEX users_by_name_key ON users (account, name_key);
CREATE INDEX users_by_activity ON users (account, last_active_at, id);
CREATE UNIQUE INDEX users_by_external_id ON users (account, held_external_id) WHERE held_external_id IS NOT NULL;
CREATE INDEX users_by_organization ON users (account, organization, sort_key, id) WHERE organization IS NOT NULL;
-- Small ones, for what is rare among many customers.
CREATE INDEX users_staff ON users (account, sort_key, id) WHERE kind = 1;
CREATE INDEX users_onboarding ON users (account, onboarding, sort_key, id) WHERE onboarding > 1;
CREATE INDEX users_suspended ON users (account, sort_key, id) WHERE suspension_starts_at IS NOT NULL;
CREATE INDEX users_deleted ON users (account, sort_key, id) WHERE deleted_at IS NOT NULL;

-- Every address that is held, by its lookup key: unique, and the way from an address to its user.
CREATE TABLE user_emails (
    account   BLOB NOT NULL,
    email_key TEXT NOT NULL,
    user_id   BLOB NOT NULL,
    PRIMARY KEY (account, email_key),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_emails_by_user ON user_emails (account, user_id);

CREATE TABLE user_labels (
    account BLOB NOT NULL,
    label   TEXT NOT NULL,
    user_id BLOB NOT NULL,
    PRIMARY KEY (account, label, user_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_groups (
    account  BLOB NOT NULL,
    group_id BLOB NOT NULL,
    user_id  BLOB NOT NULL,
    PRIMARY KEY (account, group_id, user_id),
    FOREIGN KEY (account, group_id) REFERENCES groups (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    account     BLOB NOT NULL REFERENCES accounts (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    key         TEXT NOT NULL,
    format      INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    rows        INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX imports_by_key ON imports (account, key);

CREATE TABLE import_faults (
    account   BLOB NOT NULL,
    import_id BLOB NOT NULL,
    number    INTEGER NOT NULL,  -- from 1, without gaps
    line      INTEGER NOT NULL,
    field     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    message   TEXT NOT NULL,
    PRIMARY KEY (account, import_id, number),
    FOREIGN KEY (account, import_id) REFERENCES imports (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    account      BLOB NOT NULL REFERENCES accounts (id),
    id           BLOB NOT NULL CHECK (length(id) = 16),
    at           INTEGER NOT NULL,
    actor        BLOB,
    actor_name   TEXT NOT NULL,
    on_behalf_of BLOB,
    verb         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    changes      TEXT NOT NULL,  -- JSON: [["field", before, after], …]
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_by_subject ON history (account, subject_kind, subject_id, id);
CREATE INDEX history_by_actor ON history (account, actor, id) WHERE actor IS NOT NULL;
