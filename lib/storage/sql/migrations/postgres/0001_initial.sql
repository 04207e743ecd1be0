-- Accounts, users, organizations, groups, imports, history.
-- As SQLite's 0001: the same tables, columns and keys, the account first in each. Text is compared by bytes, numbers
-- have 64 bits throughout because that is how the driver sends them.

CREATE TABLE accounts (
    id          BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(id) = 16),
    name        TEXT COLLATE "C" NOT NULL,
    plan        BIGINT NOT NULL,
    policy      TEXT COLLATE "C" NOT NULL,
    features    TEXT COLLATE "C" NOT NULL,
    time_zone   TEXT COLLATE "C" NOT NULL,
    language    TEXT COLLATE "C" NOT NULL,
    currency    TEXT COLLATE "C" NOT NULL,
    seat_limit  BIGINT,
    revision    BIGINT NOT NULL,
    incomplete  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

-- Apart from accounts: every add changes them, and the record above is read far more often.
CREATE TABLE account_counters (
    account          BYTEA PRIMARY KEY NOT NULL REFERENCES accounts (id),
    last_user_number BIGINT NOT NULL,
    seats_used       BIGINT NOT NULL,
    owners           BIGINT NOT NULL
);

CREATE TABLE organizations (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    id          BYTEA NOT NULL CHECK (octet_length(id) = 16),
    name        TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,  -- text::search_key(name): unique, sorted by, searched by prefix
    PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX organizations_by_name ON organizations (account, name_key);

CREATE TABLE groups (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    id          BYTEA NOT NULL CHECK (octet_length(id) = 16),
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,  -- as in organizations
    PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX groups_by_name ON groups (account, name_key);

CREATE TABLE users (
    account               BYTEA NOT NULL REFERENCES accounts (id),
    id                    BYTEA NOT NULL CHECK (octet_length(id) = 16),
    number                BIGINT NOT NULL,
    kind                  BIGINT NOT NULL,
    first_name            TEXT COLLATE "C" NOT NULL,
    last_name             TEXT COLLATE "C" NOT NULL,
    job_title             TEXT COLLATE "C" NOT NULL,
    phone                 TEXT COLLATE "C" NOT NULL,
    email                 TEXT COLLATE "C" NOT NULL,
    other_emails          TEXT COLLATE "C" NOT NULL,
    role                  BYTEA,
    organization          BYTEA,
    groups                BYTEA NOT NULL,
    labels                TEXT COLLATE "C" NOT NULL,
    language              TEXT COLLATE "C" NOT NULL,
    time_zone             TEXT COLLATE "C" NOT NULL,
    external_id           TEXT COLLATE "C" NOT NULL,
    revision              BIGINT NOT NULL,
    onboarding            BIGINT NOT NULL,
    invitation_expires_at BIGINT,
    failed_sign_ins       BIGINT NOT NULL,
    suspended_from        BIGINT,
    suspended_through     BIGINT,
    suspension_reason     TEXT COLLATE "C" NOT NULL,
    suspension_starts_at  BIGINT,
    suspension_ends_at    BIGINT,
    deleted_at            BIGINT,
    deletion_reason       TEXT COLLATE "C" NOT NULL,
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL,
    last_active_at        BIGINT NOT NULL,
    sort_key              TEXT COLLATE "C" NOT NULL,  -- IndexedUser::sort_key
    name_key              TEXT COLLATE "C" NOT NULL,  -- IndexedUser::name_key
    held_external_id      TEXT COLLATE "C",           -- external_id while the user holds it: absent when none or deleted
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, organization) REFERENCES organizations (account, id)
);
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
    account   BYTEA NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    user_id   BYTEA NOT NULL,
    PRIMARY KEY (account, email_key),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX user_emails_by_user ON user_emails (account, user_id);

CREATE TABLE user_labels (
    account BYTEA NOT NULL,
    label   TEXT COLLATE "C" NOT NULL,
    user_id BYTEA NOT NULL,
    PRIMARY KEY (account, label, user_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);

CREATE TABLE user_groups (
    account  BYTEA NOT NULL,
    group_id BYTEA NOT NULL,
    user_id  BYTEA NOT NULL,
    PRIMARY KEY (account, group_id, user_id),
    FOREIGN KEY (account, group_id) REFERENCES groups (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);

CREATE TABLE imports (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    id          BYTEA NOT NULL CHECK (octet_length(id) = 16),
    key         TEXT COLLATE "C" NOT NULL,
    format      BIGINT NOT NULL,
    status      BIGINT NOT NULL,
    rows        BIGINT NOT NULL,
    added       BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    line        BIGINT NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX imports_by_key ON imports (account, key);

CREATE TABLE import_faults (
    account   BYTEA NOT NULL,
    import_id BYTEA NOT NULL,
    number    BIGINT NOT NULL,  -- from 1, without gaps
    line      BIGINT NOT NULL,
    field     TEXT COLLATE "C" NOT NULL,
    reason    TEXT COLLATE "C" NOT NULL,
    message   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account, import_id, number),
    FOREIGN KEY (account, import_id) REFERENCES imports (account, id)
);

CREATE TABLE history (
    account      BYTEA NOT NULL REFERENCES accounts (id),
    id           BYTEA NOT NULL CHECK (octet_length(id) = 16),
    at           BIGINT NOT NULL,
    actor        BYTEA,
    actor_name   TEXT COLLATE "C" NOT NULL,
    on_behalf_of BYTEA,
    verb         TEXT COLLATE "C" NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject_id   TEXT COLLATE "C" NOT NULL,
    changes      TEXT COLLATE "C" NOT NULL,  -- JSON: [["field", before, after], …]
    PRIMARY KEY (account, id)
);
CREATE INDEX history_by_subject ON history (account, subject_kind, subject_id, id);
CREATE INDEX history_by_actor ON history (account, actor, id) WHERE actor IS NOT NULL;

-- A second wall between accounts, for hosts that connect as a role which does not own the tables (lib/storage/postgres/
-- driver.hpp says how). The driver sets roster.account, in hexadecimal, in every transaction; the nil account is the
-- whole directory's, which may be read. A sub-select, so that it is evaluated once a statement and not once a row.
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON accounts
    USING (id = (SELECT decode(current_setting('roster.account', true), 'hex')));
CREATE POLICY directory ON accounts FOR SELECT
    USING ((SELECT current_setting('roster.account', true)) = '00000000000000000000000000000000');

ALTER TABLE account_counters ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON account_counters
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON organizations
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE groups ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON groups
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON users
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE user_emails ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON user_emails
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE user_labels ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON user_labels
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE user_groups ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON user_groups
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON imports
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE import_faults ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON import_faults
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE history ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON history
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));
