-- Roles of one's own, inboxes, teams and their members, what is set for single users; permissions of groups.
-- As SQLite's 0006: the same tables, columns and keys.

CREATE TABLE roles (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    id          BYTEA NOT NULL CHECK (octet_length(id) = 16),
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    base        BYTEA NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    inbox_level BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,  -- the name, folded
    PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX roles_by_name ON roles (account, name_key);

CREATE TABLE inboxes (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    id          BYTEA NOT NULL CHECK (octet_length(id) = 16),
    name        TEXT COLLATE "C" NOT NULL,
    kind        BIGINT NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    archived_at BIGINT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,  -- the name, folded
    PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX inboxes_by_name ON inboxes (account, name_key);

CREATE TABLE teams (
    account     BYTEA NOT NULL REFERENCES accounts (id),
    id          BYTEA NOT NULL CHECK (octet_length(id) = 16),
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    inboxes     TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,  -- the name, folded
    PRIMARY KEY (account, id)
);
CREATE UNIQUE INDEX teams_by_name ON teams (account, name_key);

CREATE TABLE team_members (
    account   BYTEA NOT NULL,
    user_id   BYTEA NOT NULL,
    team_id   BYTEA NOT NULL,
    joined_at BIGINT NOT NULL,
    revision  BIGINT NOT NULL,
    PRIMARY KEY (account, user_id, team_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);
CREATE INDEX team_members_by_team ON team_members (account, team_id, user_id);

-- One a user, and none for whom nothing was ever set.
CREATE TABLE user_access (
    account       BYTEA NOT NULL,
    user_id       BYTEA NOT NULL,
    type          BIGINT NOT NULL,
    default_inbox BYTEA,
    capacity      BIGINT,
    permissions   TEXT COLLATE "C" NOT NULL,
    inboxes       TEXT COLLATE "C" NOT NULL,
    serves        BYTEA NOT NULL,
    revision      BIGINT NOT NULL,
    PRIMARY KEY (account, user_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
);

ALTER TABLE groups ADD COLUMN permissions TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN inboxes TEXT COLLATE "C" NOT NULL DEFAULT '';

-- From a user to the groups, and from a role to its users.
CREATE INDEX user_groups_by_user ON user_groups (account, user_id, group_id);
CREATE INDEX users_by_role ON users (account, role, id) WHERE role IS NOT NULL;
-- All that deciding about the whole staff reads of them, in one index.
CREATE INDEX users_staff_access ON users (account, id, role, onboarding, suspension_starts_at, suspension_ends_at, groups)
    WHERE kind = 1 AND deleted_at IS NULL;

ALTER TABLE roles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON roles
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE inboxes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON inboxes
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON teams
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE team_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON team_members
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));

ALTER TABLE user_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON user_access
    USING (account = (SELECT decode(current_setting('roster.account', true), 'hex')));
