-- Roles of one's own, inboxes, teams and their members, what is set for single users; permissions of groups.
-- `permissions` and `inboxes` are lists of rules as texts, one a line (include/roster/roles/access_model.hpp): what
-- concerns a user is in the few rows that the user leads to.

CREATE TABLE roles (
    account     BLOB NOT NULL REFERENCES accounts (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    base        BLOB NOT NULL,
    permissions TEXT NOT NULL,
    inbox_level INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    name_key    TEXT NOT NULL,  -- the name, folded
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX roles_by_name ON roles (account, name_key);

CREATE TABLE inboxes (
    account     BLOB NOT NULL REFERENCES accounts (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    kind        INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    archived_at INTEGER,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    name_key    TEXT NOT NULL,  -- the name, folded
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inboxes_by_name ON inboxes (account, name_key);

CREATE TABLE teams (
    account     BLOB NOT NULL REFERENCES accounts (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    inboxes     TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    name_key    TEXT NOT NULL,  -- the name, folded
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX teams_by_name ON teams (account, name_key);

CREATE TABLE team_members (
    account   BLOB NOT NULL,
    user_id   BLOB NOT NULL,
    team_id   BLOB NOT NULL,
    joined_at INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    PRIMARY KEY (account, user_id, team_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_team ON team_members (account, team_id, user_id);

-- One a user, and none for whom nothing was ever set.
CREATE TABLE user_access (
    account       BLOB NOT NULL,
    user_id       BLOB NOT NULL,
    type          INTEGER NOT NULL,
    default_inbox BLOB,
    capacity      INTEGER,
    permissions   TEXT NOT NULL,
    inboxes       TEXT NOT NULL,
    serves        BLOB NOT NULL,
    revision      INTEGER NOT NULL,
    PRIMARY KEY (account, user_id),
    FOREIGN KEY (account, user_id) REFERENCES users (account, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE groups ADD COLUMN permissions TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN inboxes TEXT NOT NULL DEFAULT '';

-- From a user to the groups, and from a role to its users.
CREATE INDEX user_groups_by_user ON user_groups (account, user_id, group_id);
CREATE INDEX users_by_role ON users (account, role, id) WHERE role IS NOT NULL;
-- All that deciding about the whole staff reads of them, in one index.
CREATE INDEX users_staff_access ON users (account, id, role, onboarding, suspension_starts_at, suspension_ends_at, groups)
    WHERE kind = 1 AND deleted_at IS NULL;
