-- Apps that act for users (OAuth 2): what was registered, what users agreed to, codes and tokens.
-- Columns are named as in the records' field tables (include/roster/sessions/apps_store.hpp). Secrets, codes and tokens
-- are here as 32 bytes of BLAKE2b. What an app has is removed with it (AppStores), and of no use without it: the look-up
-- of a token joins app and grant.

CREATE TABLE apps (
    account          BYTEA NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    website          TEXT COLLATE "C" NOT NULL,
    redirect_uris    TEXT COLLATE "C" NOT NULL,
    scopes           TEXT COLLATE "C" NOT NULL,
    id               BYTEA NOT NULL CHECK (octet_length(id) = 16),
    user_id          BYTEA NOT NULL,
    kind             BIGINT NOT NULL,
    secret_hint      TEXT COLLATE "C" NOT NULL,
    old_secret_until BIGINT,
    revision         BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    secret           BYTEA NOT NULL CHECK (octet_length(secret) = 32),
    old_secret       BYTEA NOT NULL CHECK (octet_length(old_secret) = 32),
    PRIMARY KEY (account, id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX apps_by_user ON apps (account, user_id, id);

-- What a user agreed to that an app may do.
CREATE TABLE app_grants (
    account      BYTEA NOT NULL,
    user_id      BYTEA NOT NULL,
    app_id       BYTEA NOT NULL CHECK (octet_length(app_id) = 16),
    scopes       TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revision     BIGINT NOT NULL,
    PRIMARY KEY (account, user_id, app_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX app_grants_by_app ON app_grants (account, app_id, user_id);

-- Used ones are kept for a while, so that a second use is known for one.
CREATE TABLE app_codes (
    account      BYTEA NOT NULL,
    digest       BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    user_id      BYTEA NOT NULL,
    app_id       BYTEA NOT NULL CHECK (octet_length(app_id) = 16),
    redirect_uri TEXT COLLATE "C" NOT NULL,
    challenge    TEXT COLLATE "C" NOT NULL,
    scopes       TEXT COLLATE "C" NOT NULL,
    family       BYTEA NOT NULL CHECK (octet_length(family) = 32),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX app_codes_by_user ON app_codes (account, user_id, digest);
CREATE INDEX app_codes_by_app ON app_codes (account, app_id, digest);

-- The refresh token of each authorization, and the one before it.
CREATE TABLE app_token_families (
    account    BYTEA NOT NULL,
    family     BYTEA NOT NULL CHECK (octet_length(family) = 32),
    user_id    BYTEA NOT NULL,
    app_id     BYTEA NOT NULL CHECK (octet_length(app_id) = 16),
    scopes     TEXT COLLATE "C" NOT NULL,
    digest     BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    previous   BYTEA NOT NULL CHECK (octet_length(previous) = 32),
    salt       BYTEA NOT NULL CHECK (octet_length(salt) = 32),
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (account, family),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE UNIQUE INDEX app_token_families_by_digest ON app_token_families (account, digest);
CREATE INDEX app_token_families_by_user ON app_token_families (account, user_id, family);
CREATE INDEX app_token_families_by_app ON app_token_families (account, app_id, family);

CREATE TABLE app_access_tokens (
    account       BYTEA NOT NULL,
    digest        BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    user_id       BYTEA NOT NULL,
    app_id        BYTEA NOT NULL CHECK (octet_length(app_id) = 16),
    family        BYTEA NOT NULL CHECK (octet_length(family) = 32),
    generation    BIGINT NOT NULL,
    scopes        TEXT COLLATE "C" NOT NULL,
    authorized_at BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    revision      BIGINT NOT NULL,
    PRIMARY KEY (account, digest),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX app_access_tokens_by_user ON app_access_tokens (account, user_id, digest);
CREATE INDEX app_access_tokens_by_app ON app_access_tokens (account, app_id, digest);
CREATE INDEX app_access_tokens_by_family ON app_access_tokens (account, family, generation, digest);

-- For forgetting what is over.
CREATE INDEX app_codes_by_end ON app_codes (account, expires_at);
CREATE INDEX app_token_families_by_end ON app_token_families (account, expires_at);
CREATE INDEX app_access_tokens_by_end ON app_access_tokens (account, expires_at);

ALTER TABLE apps ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON apps
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE app_grants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON app_grants
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE app_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON app_codes
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE app_token_families ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON app_token_families
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE app_access_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON app_access_tokens
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));
