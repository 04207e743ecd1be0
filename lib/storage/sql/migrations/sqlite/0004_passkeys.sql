-- Passkeys and the challenges they answer. Public keys are no secret; challenges are kept as their digest.

CREATE TABLE passkeys (
    account         BLOB NOT NULL,
    id              BLOB NOT NULL CHECK (length(id) = 16),
    user_id         BLOB NOT NULL,
    name            TEXT NOT NULL,
    algorithm       INTEGER NOT NULL,
    aaguid          TEXT NOT NULL,
    transports      TEXT NOT NULL,
    discoverable    INTEGER NOT NULL,
    verifies_user   INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up       INTEGER NOT NULL,
    sign_count      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    credential_id   TEXT NOT NULL,
    digest          BLOB NOT NULL CHECK (length(digest) = 32),
    public_key      TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX passkeys_by_digest ON passkeys (account, digest);
CREATE INDEX passkeys_by_user ON passkeys (account, user_id, id);

-- Those that were not answered yet; without a user where anybody may sign in.
CREATE TABLE passkey_challenges (
    account    BLOB NOT NULL REFERENCES accounts (id),
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    purpose    INTEGER NOT NULL,
    user_id    BLOB,
    bound_to   BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_challenges_by_user ON passkey_challenges (account, user_id, digest);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (account, expires_at);
