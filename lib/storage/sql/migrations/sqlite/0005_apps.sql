-- Apps that act for users (OAuth 2): what was registered, what users agreed to, codes and tokens.
-- Columns are named as in the records' field tables (include/roster/sessions/apps_store.hpp). Secrets, codes and tokens
-- are here as 32 bytes of BLAKE2b. What an app has is removed with it (AppStores), and of no use without it: the look-up
-- of a token joins app and grant.

CREATE TABLE apps (
    account          BLOB NOT NULL,
    name             TEXT NOT NULL,
    website          TEXT NOT NULL,
    redirect_uris    TEXT NOT NULL,
    scopes           TEXT NOT NULL,
    id               BLOB NOT NULL CHECK (length(id) = 16),
    user_id          BLOB NOT NULL,
    kind             INTEGER NOT NULL,
    secret_hint      TEXT NOT NULL,
    old_secret_until INTEGER,
    revision         INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    secret           BLOB NOT NULL CHECK (length(secret) = 32),
    old_secret       BLOB NOT NULL CHECK (length(old_secret) = 32),
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX apps_by_user ON apps (account, user_id, id);

-- What a user agreed to that an app may do.
CREATE TABLE app_grants (
    account      BLOB NOT NULL,
    user_id      BLOB NOT NULL,
    app_id       BLOB NOT NULL CHECK (length(app_id) = 16),
    scopes       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    revision     INTEGER NOT NULL,
    PRIMARY KEY (account, user_id, app_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX app_grants_by_app ON app_grants (account, app_id, user_id);

-- Used ones are kept for a while, so that a second use is known for one.
CREATE TABLE app_codes (
    account      BLOB NOT NULL,
    digest       BLOB NOT NULL CHECK (length(digest) = 32),
    user_id      BLOB NOT NULL,
    app_id       BLOB NOT NULL CHECK (length(app_id) = 16),
    redirect_uri TEXT NOT NULL,
    challenge    TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    family       BLOB NOT NULL CHECK (length(family) = 32),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX app_codes_by_user ON app_codes (account, user_id, digest);
CREATE INDEX app_codes_by_app ON app_codes (account, app_id, digest);

-- The refresh token of each authorization, and the one before it.
CREATE TABLE app_token_families (
    account    BLOB NOT NULL,
    family     BLOB NOT NULL CHECK (length(family) = 32),
    user_id    BLOB NOT NULL,
    app_id     BLOB NOT NULL CHECK (length(app_id) = 16),
    scopes     TEXT NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    previous   BLOB NOT NULL CHECK (length(previous) = 32),
    salt       BLOB NOT NULL CHECK (length(salt) = 32),
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (account, family),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX app_token_families_by_digest ON app_token_families (account, digest);
CREATE INDEX app_token_families_by_user ON app_token_families (account, user_id, family);
CREATE INDEX app_token_families_by_app ON app_token_families (account, app_id, family);

CREATE TABLE app_access_tokens (
    account       BLOB NOT NULL,
    digest        BLOB NOT NULL CHECK (length(digest) = 32),
    user_id       BLOB NOT NULL,
    app_id        BLOB NOT NULL CHECK (length(app_id) = 16),
    family        BLOB NOT NULL CHECK (length(family) = 32),
    generation    INTEGER NOT NULL,
    scopes        TEXT NOT NULL,
    authorized_at INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX app_access_tokens_by_user ON app_access_tokens (account, user_id, digest);
CREATE INDEX app_access_tokens_by_app ON app_access_tokens (account, app_id, digest);
CREATE INDEX app_access_tokens_by_family ON app_access_tokens (account, family, generation, digest);

-- For forgetting what is over.
CREATE INDEX app_codes_by_end ON app_codes (account, expires_at);
CREATE INDEX app_token_families_by_end ON app_token_families (account, expires_at);
CREATE INDEX app_access_tokens_by_end ON app_access_tokens (account, expires_at);
