-- Two roles for one store, so that row-level security is the second wall between accounts. A superuser runs this in the
-- store's database; then the store is opened once as desk_owner, which makes the tables, and by the host as desk_host.
-- [roles]
CREATE ROLE desk_owner LOGIN;  -- owns the tables; opens the store when a new version of the host is installed
CREATE ROLE desk_host LOGIN;   -- the host: sees one account at a time
GRANT USAGE, CREATE ON SCHEMA public TO desk_owner;
GRANT USAGE ON SCHEMA public TO desk_host;
ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO desk_host;
-- [/roles]
