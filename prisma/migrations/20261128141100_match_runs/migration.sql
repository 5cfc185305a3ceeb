-- A taken statement whose certain lines are still being closed: whoever is killed, another worker goes on with it. The row
-- comes with the statement, in the same transaction, and goes when every line was looked at.
CREATE TABLE match_run (
	statement_id bigint NOT NULL REFERENCES statement (id),
	attempts     int NOT NULL DEFAULT 0, -- begun since the last line that closed
	beat_at      timestamptz(3),
	CONSTRAINT match_run_pkey PRIMARY KEY (statement_id)
);
CREATE FUNCTION begin_matching() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO match_run (statement_id) VALUES (NEW.id);
	RETURN NULL;
END $$;
CREATE TRIGGER statement_begins_matching AFTER INSERT ON statement FOR EACH ROW WHEN (NEW.file_id IS NOT NULL) EXECUTE FUNCTION begin_matching();
GRANT SELECT, UPDATE, DELETE ON match_run TO voucher_app;

-- a command of matching takes as many lines as a chunk of a batch
GRANT EXECUTE ON FUNCTION chunk_lines TO voucher_app;
