-- Mails to people: written by the worker from what the outbox tells, sent by the worker, kept when there is no way to send them.
-- One mail per event and recipient, however often the event is told.
CREATE TABLE mail (
	id BIGSERIAL PRIMARY KEY,
	event TEXT NOT NULL,
	kind TEXT NOT NULL,
	account_id BIGINT NOT NULL REFERENCES account (id),
	email TEXT NOT NULL,
	locale TEXT NOT NULL,
	details JSONB NOT NULL,
	state TEXT NOT NULL DEFAULT 'waiting',
	attempts INTEGER NOT NULL DEFAULT 0,
	not_before TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	last_error TEXT,
	subject TEXT,
	body TEXT,
	created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	done_at TIMESTAMPTZ(3),
	CONSTRAINT mail_once UNIQUE (event, account_id),
	CONSTRAINT mail_words CHECK (event <> '' AND kind <> '' AND email LIKE '%@%' AND locale IN ('zh', 'en')),
	CONSTRAINT mail_state CHECK (state IN ('waiting', 'sent', 'kept', 'failed') AND (state = 'waiting') = (done_at IS NULL)),
	-- what was sent is known by its subject; the words of a mail stay only where they cannot be read elsewhere
	CONSTRAINT mail_written CHECK ((state IN ('sent', 'kept')) = (subject IS NOT NULL) AND (state = 'kept') = (body IS NOT NULL)),
	CONSTRAINT mail_failed CHECK (state <> 'failed' OR last_error IS NOT NULL)
);
CREATE INDEX mail_waiting_idx ON mail (not_before, id) WHERE state = 'waiting';
CREATE INDEX mail_account_id_idx ON mail (account_id);

CREATE FUNCTION mail_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a mail is kept' USING ERRCODE = '42501'; END IF;
	IF OLD.state <> 'waiting' THEN RAISE EXCEPTION 'a mail that is done does not change' USING ERRCODE = '23514'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER mail_guard BEFORE UPDATE OR DELETE ON mail FOR EACH ROW EXECUTE FUNCTION mail_guard();
GRANT SELECT, INSERT ON mail TO voucher_app;
GRANT UPDATE (state, attempts, not_before, last_error, subject, body, done_at) ON mail TO voucher_app;
GRANT USAGE ON SEQUENCE mail_id_seq TO voucher_app;
