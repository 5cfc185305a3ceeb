-- A bank's file is kept as it came, read into staging rows piece by piece, and accepted in one transaction at its end, whole
-- or not at all. A refused one stays in quarantine with its sentence.

CREATE TABLE statement_file (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL,
	authority_id BIGINT NOT NULL REFERENCES organisation (id),
	file_id BIGINT NOT NULL REFERENCES stored_file (id),
	name TEXT NOT NULL,
	sha256 CHAR(64) NOT NULL,
	size_bytes BIGINT NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	account_no TEXT,
	opening TEXT,
	closing TEXT,
	is_receipts BOOLEAN NOT NULL DEFAULT false,
	mapping JSONB,
	reading JSONB,
	lines INTEGER NOT NULL DEFAULT 0,
	done_bytes BIGINT NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	refusal JSONB,
	statement_numbers TEXT[] NOT NULL DEFAULT '{}',
	uploaded_by_id BIGINT NOT NULL REFERENCES account (id),
	uploaded_at TIMESTAMPTZ(3) NOT NULL,
	accepted_by_id BIGINT REFERENCES account (id),
	beat_at TIMESTAMPTZ(3),
	ended_at TIMESTAMPTZ(3),
	CONSTRAINT statement_file_kind CHECK (kind IN ('camt', 'csv', 'sheet')),
	CONSTRAINT statement_file_state CHECK (state IN ('mapping', 'queued', 'reading', 'preview', 'accepting', 'taken', 'quarantined', 'dropped')),
	CONSTRAINT statement_file_hash CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	CONSTRAINT statement_file_figures CHECK (size_bytes > 0 AND lines >= 0 AND done_bytes >= 0 AND attempts >= 0),
	CONSTRAINT statement_file_read CHECK (state NOT IN ('preview', 'accepting', 'taken') OR reading IS NOT NULL),
	CONSTRAINT statement_file_accepted CHECK (state NOT IN ('accepting', 'taken') OR accepted_by_id IS NOT NULL),
	CONSTRAINT statement_file_refused CHECK ((state = 'quarantined') = (refusal IS NOT NULL)),
	CONSTRAINT statement_file_taken CHECK ((state = 'taken') = (cardinality(statement_numbers) > 0)),
	CONSTRAINT statement_file_ended CHECK ((state IN ('taken', 'quarantined', 'dropped')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX statement_file_number_key ON statement_file (number);
CREATE INDEX statement_file_authority_id_state_idx ON statement_file (authority_id, state);
-- the same content is in hand only once
CREATE UNIQUE INDEX statement_file_once ON statement_file (authority_id, sha256) WHERE state NOT IN ('quarantined', 'dropped');
CREATE INDEX statement_file_open ON statement_file (id) WHERE state IN ('queued', 'reading', 'accepting');
CREATE SEQUENCE number_statement_file;

-- What was read of a file, before it is accepted. `n` is the order of the file.
CREATE TABLE staged_line (
	file_id BIGINT NOT NULL REFERENCES statement_file (id),
	statement_no INTEGER NOT NULL,
	n INTEGER NOT NULL,
	file_line INTEGER NOT NULL,
	base_reference TEXT NOT NULL,
	booked_on DATE NOT NULL,
	amount TEXT NOT NULL,
	amount_fen BIGINT,
	currency CHAR(3) NOT NULL,
	counterparty_name TEXT,
	counterparty_account TEXT,
	counterparty_bank TEXT,
	end_to_end_id TEXT,
	remittance TEXT NOT NULL,
	return_code TEXT,
	PRIMARY KEY (file_id, statement_no, n)
);

-- Which columns of a bank's export hold what, as a person said it: known by the header row.
CREATE TABLE statement_mapping (
	id BIGSERIAL PRIMARY KEY,
	authority_id BIGINT NOT NULL REFERENCES organisation (id),
	signature TEXT NOT NULL,
	bank_name TEXT NOT NULL DEFAULT '',
	columns JSONB NOT NULL,
	is_receipts BOOLEAN NOT NULL DEFAULT false,
	account_no TEXT,
	saved_by_id BIGINT NOT NULL REFERENCES account (id),
	saved_at TIMESTAMPTZ(3) NOT NULL
);
CREATE UNIQUE INDEX statement_mapping_authority_id_signature_key ON statement_mapping (authority_id, signature);

ALTER TABLE statement_line ADD COLUMN counterparty_bank TEXT;

-- What was uploaded does not change; what is taken or dropped stays so; only the acceptance itself takes.
CREATE FUNCTION statement_file_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.state IN ('taken', 'dropped')
		OR (NEW.number, NEW.authority_id, NEW.file_id, NEW.name, NEW.sha256, NEW.size_bytes, NEW.kind, NEW.uploaded_by_id, NEW.uploaded_at)
			IS DISTINCT FROM (OLD.number, OLD.authority_id, OLD.file_id, OLD.name, OLD.sha256, OLD.size_bytes, OLD.kind, OLD.uploaded_by_id, OLD.uploaded_at) THEN
		RAISE EXCEPTION 'a bank file % is kept as it came', OLD.number USING ERRCODE = '23514';
	END IF;
	IF NEW.state = 'taken' AND current_user = 'voucher_app' THEN
		RAISE EXCEPTION 'a bank file is taken whole' USING ERRCODE = '42501';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER statement_file_guard BEFORE UPDATE OR DELETE ON statement_file FOR EACH ROW EXECUTE FUNCTION statement_file_guard();

/**
 * Every staged line with what it is known by on its account and day: the bank's reference or what the line says, and which
 * such line it is; and whether that line was taken before.
 */
CREATE FUNCTION staged_names(file BIGINT) RETURNS TABLE (statement_no INT, n INT, place BIGINT, account_no TEXT, booked_on DATE, reference TEXT, amount TEXT, is_known BOOLEAN)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	WITH heads AS (
		SELECT (h.no - 1)::int AS statement_no, h.head ->> 'accountNo' AS account_no, (f.reading ->> 'isNewestFirst')::boolean AS is_newest_first
		FROM statement_file f, jsonb_array_elements(f.reading -> 'statements') WITH ORDINALITY h(head, no) WHERE f.id = file),
	placed AS (
		SELECT s.statement_no, s.n, h.account_no, s.booked_on, s.base_reference, s.amount,
			row_number() OVER (ORDER BY s.statement_no, CASE WHEN h.is_newest_first THEN -s.n ELSE s.n END) AS place
		FROM staged_line s JOIN heads h ON h.statement_no = s.statement_no WHERE s.file_id = file),
	named AS (
		SELECT p.*, p.base_reference || CASE WHEN p.nth = 1 THEN '' ELSE '#' || p.nth END AS reference
		FROM (SELECT *, row_number() OVER (PARTITION BY account_no, booked_on, base_reference ORDER BY place) AS nth FROM placed) p)
	SELECT m.statement_no, m.n, m.place, m.account_no, m.booked_on, m.reference, m.amount, l.id IS NOT NULL
	FROM named m LEFT JOIN statement_line l ON l.account_no = m.account_no AND l.booked_on = m.booked_on AND l.reference = m.reference
$$;
GRANT EXECUTE ON FUNCTION staged_names TO voucher_app;

/**
 * Accepts a read file: every statement with its lines, gapless from the last one of its account, in one transaction. Lines
 * taken before are passed over. Refuses statement.refused (an account that is not ours), statement.already_imported, statement.gap.
 */
CREATE FUNCTION take_statement_file(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f statement_file; head record; last record; sums record; opening numeric; closing numeric; sid BIGINT; sno TEXT;
	fresh INT := 0; passed INT := 0; numbers TEXT[] := '{}'; told jsonb; newest TEXT; posted BIGINT;
BEGIN
	SELECT * INTO f FROM statement_file WHERE id = (args ->> 'fileId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	IF f.state = 'taken' THEN RETURN jsonb_build_object('number', f.number, 'statements', f.statement_numbers); END IF;
	IF f.state <> 'accepting' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', f.state)); END IF;
	FOR head IN SELECT DISTINCT h ->> 'accountNo' AS account_no, min((h ->> 'line')::int) AS line FROM jsonb_array_elements(f.reading -> 'statements') h GROUP BY 1 ORDER BY 1 LOOP
		IF NOT EXISTS (SELECT FROM funding_source s JOIN fund u ON u.id = s.fund_id WHERE u.authority_id = f.authority_id AND s.account_no = head.account_no) THEN
			PERFORM refuse('statement.refused', jsonb_build_object('fault', 'unknown_account', 'line', head.line, 'found', head.account_no));
		END IF;
		-- two acceptances for one account must see each other's closing balance
		PERFORM pg_advisory_xact_lock(hashtextextended('statement:' || head.account_no, 0));
	END LOOP;
	DROP TABLE IF EXISTS pg_temp.named;
	CREATE TEMP TABLE named ON COMMIT DROP AS SELECT * FROM staged_names(f.id);
	CREATE INDEX ON pg_temp.named (statement_no, n);
	ANALYZE pg_temp.named;

	FOR head IN SELECT (h.no - 1)::int AS no, h.head FROM jsonb_array_elements(f.reading -> 'statements') WITH ORDINALITY h(head, no) ORDER BY h.no LOOP
		SELECT s.number, s.closing, s.closing_on INTO last FROM statement s WHERE s.account_no = head.head ->> 'accountNo' ORDER BY s.id DESC LIMIT 1;
		SELECT count(*) AS lines, count(*) FILTER (WHERE NOT is_known) AS fresh, coalesce(sum(amount::numeric) FILTER (WHERE is_known), 0) AS passed, coalesce(sum(amount::numeric), 0) AS moved
			INTO sums FROM named WHERE statement_no = head.no;
		-- taken before: every line of it, or an empty one that ends no later than what we have
		IF last.number IS NOT NULL AND sums.fresh = 0 AND (sums.lines > 0 OR (head.head ->> 'closingOn')::date <= last.closing_on) THEN
			newest := last.number;
			passed := passed + sums.lines;
			CONTINUE;
		END IF;
		opening := (head.head ->> 'opening')::numeric + sums.passed;
		closing := (head.head ->> 'closing')::numeric;
		IF f.is_receipts THEN
			opening := coalesce(last.closing::numeric, 0);
			closing := opening + sums.moved - sums.passed;
		ELSIF last.number IS NOT NULL AND opening <> last.closing::numeric THEN
			PERFORM refuse('statement.gap', jsonb_build_object('account', '…' || right(head.head ->> 'accountNo', 4), 'expected', last.closing,
				'found', opening::text, 'since', last.number, 'line', (head.head ->> 'line')::int));
		END IF;
		sno := 'DZ-' || to_char(business_day(ctx), 'YYYY') || '-' || lpad(nextval('number_statement')::text, 6, '0');
		INSERT INTO statement (number, authority_id, account_no, format, statement_id, currency, opening, closing, opening_fen, closing_fen,
			opening_on, closing_on, file_sha256, file_name, file_id, left_out, imported_by_id, imported_at)
		VALUES (sno, f.authority_id, head.head ->> 'accountNo', f.reading ->> 'format', (head.head ->> 'statementId') || CASE WHEN head.no > 0 THEN '#' || head.no + 1 ELSE '' END,
			head.head ->> 'currency',
			CASE WHEN sums.passed <> 0 OR f.is_receipts THEN plain_decimal(opening) ELSE head.head ->> 'opening' END,
			CASE WHEN f.is_receipts THEN plain_decimal(closing) ELSE head.head ->> 'closing' END,
			fen_of_decimal(opening, head.head ->> 'currency'), fen_of_decimal(closing, head.head ->> 'currency'),
			least((head.head ->> 'openingOn')::date, (head.head ->> 'closingOn')::date), (head.head ->> 'closingOn')::date,
			f.sha256, f.name, f.file_id, CASE WHEN numbers = '{}' THEN f.reading -> 'leftOut' ELSE '[]' END, f.accepted_by_id, (ctx ->> 'now')::timestamptz)
		RETURNING id INTO sid;
		INSERT INTO statement_line (statement_id, account_no, line_no, file_line, reference, booked_on, amount, amount_fen, currency,
			counterparty_name, counterparty_account, counterparty_bank, end_to_end_id, remittance, return_code)
		SELECT sid, d.account_no, row_number() OVER (ORDER BY d.place), s.file_line, d.reference, s.booked_on, s.amount, s.amount_fen, s.currency,
			s.counterparty_name, s.counterparty_account, s.counterparty_bank, s.end_to_end_id, s.remittance, s.return_code
		FROM named d JOIN staged_line s ON s.file_id = f.id AND s.statement_no = d.statement_no AND s.n = d.n
		WHERE d.statement_no = head.no AND NOT d.is_known ORDER BY d.place;
		told := jsonb_build_object('number', sno, 'lines', sums.fresh);
		posted := post_command(ctx || jsonb_build_object('key', NULL, 'actorId', f.accepted_by_id, 'scopeOrgId', f.authority_id), 'statement.imported', sno, jsonb_build_object('file', f.number, 'format', f.reading ->> 'format', 'fileSha256', f.sha256,
			'lines', sums.fresh, 'passedOver', sums.lines - sums.fresh, 'opening', opening::text, 'closing', closing::text), told, '{}');
		numbers := numbers || sno;
		fresh := fresh + sums.fresh;
		passed := passed + sums.lines - sums.fresh;
	END LOOP;
	IF numbers = '{}' THEN PERFORM refuse('statement.already_imported', jsonb_build_object('number', newest)); END IF;
	UPDATE statement_file SET state = 'taken', statement_numbers = numbers, lines = fresh, ended_at = (ctx ->> 'now')::timestamptz WHERE id = f.id;
	RETURN jsonb_build_object('number', f.number, 'statements', numbers, 'lines', fresh, 'passedOver', passed);
END $$;

/** A numeric as the decimal text of an amount: at least two decimals, no zeros behind them. */
CREATE FUNCTION plain_decimal(amount numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN scale(trim_scale(amount)) < 2 THEN round(amount, 2)::text ELSE trim_scale(amount)::text END
$$;
/** A decimal in fen; null for another currency, a part of a fen or more than the books hold. */
CREATE FUNCTION fen_of_decimal(amount numeric, currency text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN currency = 'CNY' AND amount * 100 = trunc(amount * 100) AND abs(amount * 100) < 9223372036854775807 THEN (amount * 100)::bigint END
$$;

GRANT INSERT, UPDATE ON statement_file, statement_mapping TO voucher_app;
GRANT INSERT, DELETE ON staged_line TO voucher_app;
GRANT USAGE ON SEQUENCE statement_file_id_seq, statement_mapping_id_seq TO voucher_app;
GRANT USAGE, SELECT ON SEQUENCE number_statement_file TO voucher_app;
GRANT EXECUTE ON FUNCTION take_statement_file TO voucher_app;
-- statements come in through the acceptance only
REVOKE INSERT ON statement, statement_line FROM voucher_app;
