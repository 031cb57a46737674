-- What a role needs that only looks: the reaper, `footman butler verify`, audit and show, and ingest that observes. Run as the registry's owner:
--   psql -v role=footman_reader -v schema=main -f grants-readonly.sql DATABASE

GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO :"role";

-- Those that the owner makes later, such as the tables of new dataset types. Tables that another role makes need a grant of their own.
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" GRANT SELECT ON TABLES TO :"role";

-- A second lock: even a right that somebody gives it later by mistake is of no use.
ALTER ROLE :"role" SET default_transaction_read_only = on;
