-- Passwords, links, devices, second factors, sessions, API keys, events.
-- As SQLite's 0003: the same tables, columns and keys.

-- One a user, and none for who signs in elsewhere.
CREATE TABLE passwords (
    account    BYTEA NOT NULL,
    user_id    BYTEA NOT NULL,
    hash       TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    failures   BIGINT NOT NULL,
    PRIMARY KEY (account, user_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);

-- Open invitations and resets: one of a kind for each user.
CREATE TABLE links (
    account    BYTEA NOT NULL,
    kind       BIGINT NOT NULL,
    user_id    BYTEA NOT NULL,
    digest     BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    email_key  TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (account, user_id, kind),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE UNIQUE INDEX links_by_digest ON links (account, digest);

-- Where users have signed in from.
CREATE TABLE devices (
    account      BYTEA NOT NULL,
    digest       BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    user_id      BYTEA NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    PRIMARY KEY (account, user_id, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);

-- Sign-ins that wait for their second factor.
CREATE TABLE pending_sign_ins (
    account    BYTEA NOT NULL,
    digest     BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    user_id    BYTEA NOT NULL,
    methods    TEXT COLLATE "C" NOT NULL,
    device     BYTEA NOT NULL,
    tries      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX pending_sign_ins_by_user ON pending_sign_ins (account, user_id, digest);

-- Authenticator apps; seeds are sealed under a key that is not here.
CREATE TABLE authenticators (
    account      BYTEA NOT NULL,
    id           BYTEA NOT NULL CHECK (octet_length(id) = 16),
    user_id      BYTEA NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    seed         TEXT COLLATE "C" NOT NULL,
    confirmed    BIGINT NOT NULL,
    last_step    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revision     BIGINT NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX authenticators_by_user ON authenticators (account, user_id, id);

-- Those that were not used yet.
CREATE TABLE recovery_codes (
    account  BYTEA NOT NULL,
    user_id  BYTEA NOT NULL,
    digest   BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    revision BIGINT NOT NULL,
    PRIMARY KEY (account, user_id, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);

-- Users as identity providers know them.
CREATE TABLE identities (
    account    BYTEA NOT NULL,
    issuer     TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    user_id    BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (account, issuer, subject),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX identities_by_user ON identities (account, user_id, issuer, subject);

-- Who is signed in; tokens as their digest.
CREATE TABLE sessions (
    account          BYTEA NOT NULL,
    id               BYTEA NOT NULL CHECK (octet_length(id) = 16),
    user_id          BYTEA NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    device           TEXT COLLATE "C" NOT NULL,
    user_agent       TEXT COLLATE "C" NOT NULL,
    address          TEXT COLLATE "C" NOT NULL,
    place            TEXT COLLATE "C" NOT NULL,
    assurance        BIGINT NOT NULL,
    methods          TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    second_factor_at BIGINT,
    last_seen_at     BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    digest           BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    device_digest    BYTEA NOT NULL,
    revision         BIGINT NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE UNIQUE INDEX sessions_by_digest ON sessions (account, digest);
CREATE INDEX sessions_by_user ON sessions (account, user_id, id);

-- Keys for programs; as their digest.
CREATE TABLE api_keys (
    account      BYTEA NOT NULL,
    id           BYTEA NOT NULL CHECK (octet_length(id) = 16),
    user_id      BYTEA NOT NULL,
    label        TEXT COLLATE "C" NOT NULL,
    hint         TEXT COLLATE "C" NOT NULL,
    scopes       TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT,
    digest       BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    revision     BIGINT NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE UNIQUE INDEX api_keys_by_digest ON api_keys (account, digest);
CREATE INDEX api_keys_by_user ON api_keys (account, user_id, id);

-- Tries at an address, whether or not anybody has it: so unknown ones wait like known ones.
CREATE TABLE sign_in_tries (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    subject     BYTEA NOT NULL,
    device      BYTEA NOT NULL,
    failures    BIGINT NOT NULL,
    waits_until BIGINT NOT NULL,
    PRIMARY KEY (account, subject, device)
);
CREATE INDEX sign_in_tries_by_wait ON sign_in_tries (account, waits_until, subject, device);

-- What hosts deliver or show, in order.
CREATE TABLE events (
    account BYTEA NOT NULL REFERENCES accounts (id),
    id      BYTEA NOT NULL CHECK (octet_length(id) = 16),
    at      BIGINT NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    user_id BYTEA NOT NULL,
    data    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account, id)
);

-- For forgetting what is over.
CREATE INDEX links_by_end ON links (account, expires_at);
CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (account, expires_at);
CREATE INDEX sessions_by_end ON sessions (account, expires_at);

-- When the person showed that they read what is sent to their address.
ALTER TABLE users ADD COLUMN email_verified_at BIGINT;

ALTER TABLE passwords ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON passwords
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE links ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON links
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE devices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON devices
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE pending_sign_ins ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON pending_sign_ins
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE authenticators ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON authenticators
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON recovery_codes
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE identities ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON identities
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON sessions
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON api_keys
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE sign_in_tries ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON sign_in_tries
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON events
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));
