-- Passwords, links, devices, second factors, sessions, API keys, events.
-- Columns are named as in the records' field tables (include/roster/sessions/store.hpp). What is `digest` is 32 bytes of
-- BLAKE2b: no secret can be had from here.

-- One a user, and none for who signs in elsewhere.
CREATE TABLE passwords (
    account    BLOB NOT NULL,
    user_id    BLOB NOT NULL,
    hash       TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    failures   INTEGER NOT NULL,
    PRIMARY KEY (account, user_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;

-- Open invitations and resets: one of a kind for each user.
CREATE TABLE links (
    account    BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    user_id    BLOB NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    email_key  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (account, user_id, kind),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX links_by_digest ON links (account, digest);

-- Where users have signed in from.
CREATE TABLE devices (
    account      BLOB NOT NULL,
    digest       BLOB NOT NULL CHECK (length(digest) = 32),
    user_id      BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    PRIMARY KEY (account, user_id, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;

-- Sign-ins that wait for their second factor.
CREATE TABLE pending_sign_ins (
    account    BLOB NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    user_id    BLOB NOT NULL,
    methods    TEXT NOT NULL,
    device     BLOB NOT NULL,
    tries      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_sign_ins_by_user ON pending_sign_ins (account, user_id, digest);

-- Authenticator apps; seeds are sealed under a key that is not here.
CREATE TABLE authenticators (
    account      BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    user_id      BLOB NOT NULL,
    name         TEXT NOT NULL,
    seed         TEXT NOT NULL,
    confirmed    INTEGER NOT NULL,
    last_step    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    revision     INTEGER NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX authenticators_by_user ON authenticators (account, user_id, id);

-- Those that were not used yet.
CREATE TABLE recovery_codes (
    account  BLOB NOT NULL,
    user_id  BLOB NOT NULL,
    digest   BLOB NOT NULL CHECK (length(digest) = 32),
    revision INTEGER NOT NULL,
    PRIMARY KEY (account, user_id, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;

-- Users as identity providers know them.
CREATE TABLE identities (
    account    BLOB NOT NULL,
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    user_id    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (account, issuer, subject),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_user ON identities (account, user_id, issuer, subject);

-- Who is signed in; tokens as their digest.
CREATE TABLE sessions (
    account          BLOB NOT NULL,
    id               BLOB NOT NULL CHECK (length(id) = 16),
    user_id          BLOB NOT NULL,
    name             TEXT NOT NULL,
    device           TEXT NOT NULL,
    user_agent       TEXT NOT NULL,
    address          TEXT NOT NULL,
    place            TEXT NOT NULL,
    assurance        INTEGER NOT NULL,
    methods          TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    authenticated_at INTEGER NOT NULL,
    second_factor_at INTEGER,
    last_seen_at     INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,
    digest           BLOB NOT NULL CHECK (length(digest) = 32),
    device_digest    BLOB NOT NULL,
    revision         INTEGER NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_digest ON sessions (account, digest);
CREATE INDEX sessions_by_user ON sessions (account, user_id, id);

-- Keys for programs; as their digest.
CREATE TABLE api_keys (
    account      BLOB NOT NULL,
    id           BLOB NOT NULL CHECK (length(id) = 16),
    user_id      BLOB NOT NULL,
    label        TEXT NOT NULL,
    hint         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    digest       BLOB NOT NULL CHECK (length(digest) = 32),
    revision     INTEGER NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX api_keys_by_digest ON api_keys (account, digest);
CREATE INDEX api_keys_by_user ON api_keys (account, user_id, id);

-- Tries at an address, whether or not anybody has it: so unknown ones wait like known ones.
CREATE TABLE sign_in_tries (
    account     BLOB NOT NULL REFERENCES accounts (id),
    subject     BLOB NOT NULL,
    device      BLOB NOT NULL,
    failures    INTEGER NOT NULL,
    waits_until INTEGER NOT NULL,
    PRIMARY KEY (account, subject, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_tries_by_wait ON sign_in_tries (account, waits_until, subject, device);

-- What hosts deliver or show, in order.
CREATE TABLE events (
    account BLOB NOT NULL REFERENCES accounts (id),
    id      BLOB NOT NULL CHECK (length(id) = 16),
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    user_id BLOB NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- For forgetting what is over.
CREATE INDEX links_by_end ON links (account, expires_at);
CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (account, expires_at);
CREATE INDEX sessions_by_end ON sessions (account, expires_at);

-- When the person showed that they read what is sent to their address.
ALTER TABLE users ADD COLUMN email_verified_at INTEGER;
