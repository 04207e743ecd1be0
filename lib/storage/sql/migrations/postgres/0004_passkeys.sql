-- Passkeys and the challenges they answer.
-- As SQLite's 0004: the same tables, columns and keys.

CREATE TABLE passkeys (
    account         BYTEA NOT NULL,
    id              BYTEA NOT NULL CHECK (octet_length(id) = 16),
    user_id         BYTEA NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    algorithm       BIGINT NOT NULL,
    aaguid          TEXT COLLATE "C" NOT NULL,
    transports      TEXT COLLATE "C" NOT NULL,
    discoverable    BIGINT NOT NULL,
    verifies_user   BIGINT NOT NULL,
    backup_eligible BIGINT NOT NULL,
    backed_up       BIGINT NOT NULL,
    sign_count      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT,
    credential_id   TEXT COLLATE "C" NOT NULL,
    digest          BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    public_key      TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE UNIQUE INDEX passkeys_by_digest ON passkeys (account, digest);
CREATE INDEX passkeys_by_user ON passkeys (account, user_id, id);

-- Those that were not answered yet; without a user where anybody may sign in.
CREATE TABLE passkey_challenges (
    account    BYTEA NOT NULL REFERENCES accounts (id),
    digest     BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    purpose    BIGINT NOT NULL,
    user_id    BYTEA,
    bound_to   BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX passkey_challenges_by_user ON passkey_challenges (account, user_id, digest);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (account, expires_at);

ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON passkeys
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE passkey_challenges ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON passkey_challenges
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));
