-- Batches and bank statements: what the database itself refuses, whoever asks.
-- A refusal raised here has SQLSTATE VR001; its message is the refusal's code.

-- ---------- tables ----------
ALTER TABLE statement
	ADD COLUMN opening TEXT NOT NULL,
	ADD COLUMN closing TEXT NOT NULL,
	ADD COLUMN file_id BIGINT REFERENCES stored_file (id),
	ADD COLUMN left_out JSONB NOT NULL DEFAULT '[]',
	ALTER COLUMN opening_fen DROP NOT NULL,
	ALTER COLUMN closing_fen DROP NOT NULL;
ALTER TABLE statement_line
	ADD COLUMN file_line INTEGER NOT NULL,
	ADD COLUMN amount TEXT NOT NULL,
	ADD COLUMN set_aside_kind TEXT,
	ALTER COLUMN amount_fen DROP NOT NULL;

DROP INDEX statement_account_no_file_sha256_key;
CREATE UNIQUE INDEX statement_account_no_file_sha256_statement_id_key ON statement (account_no, file_sha256, statement_id);
-- why: many banks start their references anew each day
DROP INDEX statement_line_account_no_reference_key;
CREATE UNIQUE INDEX statement_line_account_no_booked_on_reference_key ON statement_line (account_no, booked_on, reference);
-- lines waiting for someone, and payments to compare them with
CREATE INDEX statement_line_waiting ON statement_line (statement_id, line_no) WHERE state = 'unmatched';
CREATE INDEX payment_on_its_way ON payment (batch_id) WHERE state = 'sent';
CREATE INDEX settlement_line_payment ON settlement_line (payment_id);

-- ---------- batches ----------
ALTER TABLE batch
	ADD CONSTRAINT batch_source_fkey FOREIGN KEY (fund_id, source_no) REFERENCES funding_source (fund_id, source_no),
	ADD CONSTRAINT batch_total_not_negative CHECK (total_fen >= 0),
	ADD CONSTRAINT batch_locked_whole CHECK (state IN ('open', 'voided')
		OR (content_hash IS NOT NULL AND locked_by_id IS NOT NULL AND locked_at IS NOT NULL AND total_fen > 0)),
	ADD CONSTRAINT batch_approved_whole CHECK (state IN ('open', 'locked', 'voided')
		OR (COALESCE(approval_document_no, '') <> '' AND approved_by_id IS NOT NULL AND approved_at IS NOT NULL)),
	ADD CONSTRAINT batch_sent_whole CHECK (state IN ('open', 'locked', 'approved', 'voided')
		OR (message_id IS NOT NULL AND sent_by_id IS NOT NULL AND sent_at IS NOT NULL)),
	ADD CONSTRAINT batch_closed_when CHECK ((state = 'closed') = (closed_at IS NOT NULL));
ALTER TABLE settlement_line ADD CONSTRAINT settlement_line_attempt_positive CHECK (attempt > 0);
ALTER TABLE payment
	ADD CONSTRAINT payment_bank_code_form CHECK (bank_code ~ '^[0-9]{12}$'),
	ADD CONSTRAINT payment_payee_account_fkey FOREIGN KEY (payee_account_id) REFERENCES payee_account (id);

-- The application opens empty batches; every later step of a batch is a function of the books.
CREATE FUNCTION batch_opens_empty() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF current_user = 'voucher_app' AND (NEW.state <> 'open' OR NEW.total_fen <> 0
		OR num_nonnulls(NEW.content_hash, NEW.locked_by_id, NEW.approved_by_id, NEW.sent_by_id, NEW.message_id,
			NEW.approval_document_no) > 0) THEN
		RAISE EXCEPTION 'a batch begins open and empty' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER batch_opens_empty BEFORE INSERT ON batch FOR EACH ROW EXECUTE FUNCTION batch_opens_empty();

CREATE FUNCTION batch_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'batches and payments are never deleted' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER batch_is_kept BEFORE DELETE OR TRUNCATE ON batch FOR EACH STATEMENT EXECUTE FUNCTION batch_is_kept();
CREATE TRIGGER payment_is_kept BEFORE DELETE OR TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION batch_is_kept();

-- Lines come and go while their batch is open, and never after. The lock on the batch makes locking it wait for a
-- line under way, and the other way round. The functions of the books stand above this.
CREATE FUNCTION settlement_line_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	line settlement_line := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
	batch_state TEXT;
BEGIN
	IF current_user <> 'voucher_app' THEN RETURN line; END IF;
	batch_state := open_batch_state(line.batch_id);
	IF batch_state IS DISTINCT FROM 'open' THEN
		RAISE EXCEPTION 'state.changed_meanwhile' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', batch_state);
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT FROM pay_line p JOIN batch b ON b.id = line.batch_id WHERE p.id = line.pay_line_id
			AND p.fund_id = b.fund_id AND p.source_no = b.source_no AND p.amount_fen = line.amount_fen) THEN
			RAISE EXCEPTION 'batch.changed' USING ERRCODE = 'VR001';
		END IF;
		IF line.returned OR line.payment_id IS NOT NULL THEN
			RAISE EXCEPTION 'a line begins unpaid' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN line;
END $$;

/** The state of a batch, which stays what it is until this transaction ends. */
CREATE FUNCTION open_batch_state(batch_id BIGINT) RETURNS TEXT LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
	SELECT state FROM batch WHERE id = batch_id FOR SHARE
$$;
REVOKE ALL ON FUNCTION open_batch_state FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_batch_state TO voucher_app;

CREATE TRIGGER settlement_line_guard BEFORE INSERT OR DELETE ON settlement_line
	FOR EACH ROW EXECUTE FUNCTION settlement_line_guard();

-- ---------- statements ----------
ALTER TABLE statement
	ADD CONSTRAINT statement_days CHECK (closing_on >= opening_on),
	ADD CONSTRAINT statement_hash_form CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
	ADD CONSTRAINT statement_balances_decimal CHECK (opening ~ '^-?[0-9]*\.?[0-9]*$' AND closing ~ '^-?[0-9]*\.?[0-9]*$');
ALTER TABLE statement_line
	ADD CONSTRAINT statement_line_state_known CHECK (state IN ('unmatched', 'matched', 'set_aside')),
	ADD CONSTRAINT statement_line_amount_decimal CHECK (amount ~ '^-?[0-9]*\.?[0-9]*$'),
	ADD CONSTRAINT statement_line_fen_of_amount CHECK (amount_fen IS NULL
		OR (currency = 'CNY' AND amount_fen = amount::numeric * 100)),
	ADD CONSTRAINT statement_line_matched_in_fen CHECK (state <> 'matched' OR amount_fen IS NOT NULL),
	ADD CONSTRAINT statement_line_aside_explained CHECK ((state = 'set_aside')
		= (set_aside_kind IS NOT NULL AND COALESCE(set_aside_reason, '') <> '')),
	ADD CONSTRAINT statement_line_aside_known CHECK (
		set_aside_kind IN ('receipt', 'fee', 'interest', 'unknown_credit', 'other')),
	ADD CONSTRAINT statement_line_number UNIQUE (statement_id, line_no);
ALTER TABLE statement_match
	ADD CONSTRAINT statement_match_kind_known CHECK (kind IN ('paid', 'returned')),
	ADD CONSTRAINT statement_match_rule_known CHECK (
		by_rule IN ('end_to_end_id', 'code', 'amount_party_date', 'hand')),
	ADD CONSTRAINT statement_match_direction CHECK ((kind = 'paid') = (amount_fen < 0)),
	ADD CONSTRAINT statement_match_payment_fkey FOREIGN KEY (payment_id) REFERENCES payment (id);

-- What the bank sent is never changed, by anybody. Only how a line is dealt with changes, and "matched" is the books' word.
CREATE FUNCTION statement_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'a bank statement is never changed' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER statement_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON statement FOR EACH STATEMENT EXECUTE FUNCTION statement_guard();
CREATE TRIGGER statement_line_kept BEFORE DELETE OR TRUNCATE ON statement_line FOR EACH STATEMENT EXECUTE FUNCTION statement_guard();

CREATE FUNCTION statement_line_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	dealt_with CONSTANT text[] := '{state,set_aside_kind,set_aside_reason}';
BEGIN
	IF (to_jsonb(NEW) - dealt_with) <> (to_jsonb(OLD) - dealt_with) THEN
		RAISE EXCEPTION 'a line of a bank statement is never changed' USING ERRCODE = '23514';
	END IF;
	IF current_user = 'voucher_app' AND 'matched' IN (OLD.state, NEW.state) THEN
		RAISE EXCEPTION 'a line is matched by the books only' USING ERRCODE = '42501';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER statement_line_guard BEFORE UPDATE ON statement_line FOR EACH ROW EXECUTE FUNCTION statement_line_guard();

-- A statement is proven when its transaction ends: opening + lines = closing, to the last decimal as sent.
CREATE FUNCTION statement_adds_up() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NEW.closing::numeric - NEW.opening::numeric
		<> COALESCE((SELECT sum(amount::numeric) FROM statement_line WHERE statement_id = NEW.id), 0) THEN
		RAISE EXCEPTION 'opening and lines do not reach the closing balance' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER statement_adds_up AFTER INSERT ON statement DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION statement_adds_up();

-- A line joins its statement in the statement's own transaction, and never later.
CREATE FUNCTION statement_line_joins() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM new_lines l JOIN statement s ON s.id = l.statement_id
		WHERE s.xmin::text <> pg_current_xact_id()::xid::text OR s.account_no <> l.account_no) THEN
		RAISE EXCEPTION 'a bank statement is taken whole' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER statement_line_joins AFTER INSERT ON statement_line REFERENCING NEW TABLE AS new_lines
	FOR EACH STATEMENT EXECUTE FUNCTION statement_line_joins();

-- ---------- what the application may do ----------
GRANT SELECT, INSERT ON batch, settlement_line, statement, statement_line TO voucher_app;
GRANT DELETE ON settlement_line TO voucher_app;
GRANT UPDATE (state, set_aside_kind, set_aside_reason) ON statement_line TO voucher_app;
GRANT SELECT ON payment, statement_match, pay_line TO voucher_app;
GRANT USAGE ON SEQUENCE batch_id_seq, settlement_line_id_seq, statement_id_seq, statement_line_id_seq TO voucher_app;
