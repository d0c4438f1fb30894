-- The two database roles: tandem_owner changes tables, tandem_app only rows.
-- Run by psql as superuser; safe to run again. Passwords come from the environment where there is one
-- (docker-compose.yml); the embedded server has none, because only its own user reaches its socket.
\set ON_ERROR_STOP on
\getenv owner_password TANDEM_OWNER_PASSWORD
\getenv app_password TANDEM_APP_PASSWORD

SELECT 'CREATE ROLE tandem_owner LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tandem_owner') \gexec
SELECT 'CREATE ROLE tandem_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tandem_app') \gexec
\if :{?owner_password}
ALTER ROLE tandem_owner PASSWORD :'owner_password';
\endif
\if :{?app_password}
ALTER ROLE tandem_app PASSWORD :'app_password';
\endif

-- In template1, so that every database made later (the tests') is born with the same rights.
\connect template1
ALTER DEFAULT PRIVILEGES FOR ROLE tandem_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tandem_app;
ALTER DEFAULT PRIVILEGES FOR ROLE tandem_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO tandem_app;
SELECT 'CREATE DATABASE tandem OWNER tandem_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'tandem') \gexec
