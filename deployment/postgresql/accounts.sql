-- Accounts for OxyTrial's journal, after 'oxytrial journal migrate' has made the roles. Run as the administrator, with passwords of your own:
--   psql -v server=server -v vault=vault -v migration=migration -f accounts.sql
-- Passwords are set by \password, so that they stand in no file and no log.

-- Servers append. Give each node an account, to be able to lock out one.
CREATE ROLE :"server" LOGIN IN ROLE oxytrial_writer;

-- The vault's process, checks, exports and reports read.
CREATE ROLE :"vault" LOGIN IN ROLE oxytrial_reader;

-- Migrations only; locked between them: ALTER ROLE migration NOLOGIN.
CREATE ROLE :"migration" LOGIN IN ROLE oxytrial_owner;
