-- The journal's tables, in a schema of their own. The unique constraints are the guarantee of exactly-once; what a writer checks before
-- it inserts only makes for a better answer. Rows are never changed or deleted, except that a head moves on.
--
-- Names are compared as their UTF-8 bytes (COLLATE "C"): equal means the same bytes, whatever the locale of the machine. Times are text,
-- because they have 100 ns and timestamptz has not.

CREATE TABLE journal.migration (
    version integer NOT NULL PRIMARY KEY CHECK (version >= 1),
    name text COLLATE "C" NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    applied_utc text COLLATE "C" NOT NULL
);

-- Position 0: a writer made the row so that it could lock it, and has written nothing yet.
CREATE TABLE journal.head (
    study text COLLATE "C" NOT NULL PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    epoch bigint NOT NULL CHECK (epoch >= 1),
    last_utc text COLLATE "C" NOT NULL
);

CREATE TABLE journal.command (
    study text COLLATE "C" NOT NULL,
    command_id text COLLATE "C" NOT NULL,
    request_digest bytea NOT NULL CHECK (octet_length(request_digest) = 32),
    first_position bigint NOT NULL CHECK (first_position >= 1),
    event_count integer NOT NULL CHECK (event_count >= 1),
    result bytea NOT NULL,
    PRIMARY KEY (study, command_id)
);

CREATE TABLE journal.event (
    study text COLLATE "C" NOT NULL,
    position bigint NOT NULL CHECK (position >= 1),
    epoch bigint NOT NULL CHECK (epoch >= 1),
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    type text COLLATE "C" NOT NULL,
    schema_version integer NOT NULL CHECK (schema_version >= 1),
    utc text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    command_id text COLLATE "C" NOT NULL,
    command_digest bytea NOT NULL CHECK (octet_length(command_digest) = 32),
    body bytea NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (study, position),
    UNIQUE (study, stream, version),
    FOREIGN KEY (study, command_id) REFERENCES journal.command (study, command_id)
);

CREATE TABLE journal.claim (
    study text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    command_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (study, kind, key),
    FOREIGN KEY (study, command_id) REFERENCES journal.command (study, command_id)
);

CREATE INDEX claim_of_command ON journal.claim (study, command_id);

CREATE FUNCTION journal.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: no % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION journal.head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.study <> OLD.study OR NEW.position <= OLD.position OR NEW.epoch < OLD.epoch THEN
        RAISE EXCEPTION 'the journal is append-only: the head of study % moves on, never back', OLD.study USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.event EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER command_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.command EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER claim_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.claim EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER migration_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.migration EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER head_is_kept BEFORE DELETE OR TRUNCATE ON journal.head EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER head_moves_on BEFORE UPDATE ON journal.head FOR EACH ROW EXECUTE FUNCTION journal.head_moves_on();
