-- Batches of any size. What a batch takes may be a rule instead of ticked lines: then its lines are written when it is
-- locked, with their payments. Locking and sending go in chunks of whole payments, each a transaction of its own that
-- moves the cursor with it: whoever is killed, the next goes on where the last chunk ended. A small batch is one chunk, at once.

-- The rule of a batch: {approvedBefore, mode?, claimantId?, division?, throughAt?, throughId?}; null: the lines that were ticked.
ALTER TABLE batch ADD COLUMN pick jsonb;
ALTER TABLE payment ADD COLUMN line_count integer NOT NULL DEFAULT 1, ADD COLUMN lines_hash char(64);
UPDATE payment y SET line_count = l.n, lines_hash = l.hash FROM (
	SELECT payment_id, count(*) AS n, encode(sha256(convert_to(string_agg(pay_line_id || '|' || amount_fen, chr(10) ORDER BY pay_line_id), 'UTF8')), 'hex') AS hash
	FROM settlement_line WHERE payment_id IS NOT NULL GROUP BY 1) l WHERE l.payment_id = y.id;
ALTER TABLE payment ADD CONSTRAINT payment_has_lines CHECK (line_count > 0);

-- Locking or sending a batch, while it is under way: who began it, and how far it is. The row goes with the last chunk.
CREATE TABLE batch_run (
	batch_id    bigint NOT NULL REFERENCES batch (id),
	step        text NOT NULL CHECK (step IN ('lock', 'send')),
	head        jsonb NOT NULL,
	args        jsonb NOT NULL,
	payees      bigint[] NOT NULL, -- lock: whose lines, in order of their ids
	counts      int[] NOT NULL, -- lock: how many lines each
	place       bigint NOT NULL DEFAULT 0, -- lock: the last payee that is done; send: the last payment
	lines_total int NOT NULL CHECK (lines_total > 0),
	lines_done  int NOT NULL DEFAULT 0,
	error       jsonb,
	started_at  timestamptz(3) NOT NULL,
	tried_at    timestamptz(3) NOT NULL,
	CONSTRAINT batch_run_pkey PRIMARY KEY (batch_id)
);

/** Lines of a chunk, of whole payments: the last may go beyond. */
CREATE FUNCTION chunk_lines() RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 10000 $$;

-- ---------- what a rule takes ----------

/** Whether a rule takes a pay line, by what its claim says; the district is asked apart. */
CREATE FUNCTION pick_takes(pick jsonb, mode text, claimant bigint, approved_at timestamptz, pay_line bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT approved_at < (pick ->> 'approvedBefore')::timestamptz
		AND (pick ->> 'mode' IS NULL OR mode = pick ->> 'mode')
		AND (pick ->> 'claimantId' IS NULL OR claimant = (pick ->> 'claimantId')::bigint)
		AND (pick ->> 'throughAt' IS NULL OR (approved_at, pay_line) <= ((pick ->> 'throughAt')::timestamptz, (pick ->> 'throughId')::bigint))
$$;

/** Pay lines of a source that no living batch holds, as a rule picks them. */
CREATE FUNCTION picked_lines(fund bigint, source smallint, pick jsonb) RETURNS TABLE (pay_line_id bigint, claim_id bigint, claimant_id bigint, amount_fen bigint, approved_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT p.id, c.id, c.claimant_id, p.amount_fen, c.approved_at
	FROM pay_line p JOIN claim c ON c.id = p.claim_id
	WHERE p.fund_id = fund AND p.source_no = source AND c.state IN ('approved', 'partly_paid') AND pick_takes(pick, c.mode, c.claimant_id, c.approved_at, p.id)
		AND (pick ->> 'division' IS NULL OR EXISTS (SELECT FROM organisation o WHERE o.id = c.claimant_id AND o.division_code = pick ->> 'division'))
		AND NOT EXISTS (SELECT FROM settlement_line l WHERE l.pay_line_id = p.id AND NOT l.returned)
$$;

-- The application opens a batch with its rule and may change it while the batch is open.
CREATE OR REPLACE FUNCTION settlement_line_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	line settlement_line := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
	batch_state TEXT;
BEGIN
	IF TG_OP = 'DELETE' AND OLD.payment_id IS NOT NULL THEN
		RAISE EXCEPTION 'payment.under_way' USING ERRCODE = 'VR001', DETAIL = '{}'; -- its payment is formed, also while the batch is still being locked
	END IF;
	IF current_user <> 'voucher_app' THEN RETURN line; END IF;
	batch_state := open_batch_state(line.batch_id);
	IF batch_state IS DISTINCT FROM 'open' OR EXISTS (SELECT FROM batch_run r WHERE r.batch_id = line.batch_id) THEN
		RAISE EXCEPTION 'state.changed_meanwhile' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', batch_state);
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT FROM pay_line p JOIN batch b ON b.id = line.batch_id WHERE p.id = line.pay_line_id
			AND p.fund_id = b.fund_id AND p.source_no = b.source_no AND p.amount_fen = line.amount_fen AND b.pick IS NULL) THEN
			RAISE EXCEPTION 'batch.changed' USING ERRCODE = 'VR001';
		END IF;
		IF line.returned OR line.payment_id IS NOT NULL THEN
			RAISE EXCEPTION 'a line begins unpaid' USING ERRCODE = '23514';
		END IF;
	END IF;
	RETURN line;
END $$;

-- ---------- the fingerprint ----------

/** Fingerprint of what a batch will pay to whom, reckoned from its lines. */
CREATE OR REPLACE FUNCTION batch_hash(b bigint) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', y.id, y.amount_fen, a.account_name, a.account_no, a.bank_code, l.hash), chr(10) ORDER BY y.id), ''), 'UTF8')), 'hex')
	FROM payment y JOIN payee_account a ON a.id = y.payee_account_id LEFT JOIN (
		SELECT payment_id, encode(sha256(convert_to(string_agg(pay_line_id || '|' || amount_fen, chr(10) ORDER BY pay_line_id), 'UTF8')), 'hex') AS hash
		FROM settlement_line WHERE batch_id = b GROUP BY 1) l ON l.payment_id = y.id
	WHERE y.batch_id = b
$$;

/** The same fingerprint, from what each payment kept of its lines when it was formed. */
CREATE FUNCTION kept_batch_hash(b bigint) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', y.id, y.amount_fen, a.account_name, a.account_no, a.bank_code, y.lines_hash), chr(10) ORDER BY y.id), ''), 'UTF8')), 'hex')
	FROM payment y JOIN payee_account a ON a.id = y.payee_account_id WHERE y.batch_id = b
$$;
-- what waits for its approver is fingerprinted anew
UPDATE batch SET content_hash = batch_hash(id) WHERE state = 'locked';

-- ---------- locking ----------

/** What a command that goes on in chunks answers before its end. */
CREATE FUNCTION run_answer(b batch) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('batchId', b.id::text, 'number', b.number, 'linesDone', r.lines_done, 'linesTotal', r.lines_total) FROM batch_run r WHERE r.batch_id = b.id
$$;

/** Refuses while a batch is being locked or sent; answers the same request made again. */
CREATE FUNCTION run_under_way(ctx jsonb, b batch) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE r batch_run;
BEGIN
	SELECT * INTO r FROM batch_run WHERE batch_id = b.id;
	IF NOT FOUND THEN RETURN NULL; END IF;
	IF ctx ->> 'key' IS NOT NULL AND (r.head ->> 'key', r.head ->> 'inputHash') IS NOT DISTINCT FROM (ctx ->> 'key', ctx ->> 'inputHash') THEN RETURN run_answer(b); END IF;
	PERFORM refuse('batch.under_way', jsonb_build_object('number', b.number));
END $$;

/** The last step of locking: the fingerprint, the audit entry, the state. */
CREATE FUNCTION finish_lock(ctx jsonb, args jsonb, b batch) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE hash text; total bigint; many int; done jsonb; posted bigint;
BEGIN
	SELECT sum(y.amount_fen)::bigint, count(*) INTO total, many FROM payment y WHERE y.batch_id = b.id;
	IF total IS NULL THEN PERFORM refuse('batch.empty'); END IF;
	hash := kept_batch_hash(b.id);
	done := jsonb_build_object('batchId', b.id::text, 'number', b.number, 'totalFen', total::text, 'contentHash', hash, 'payments', many);
	posted := post_command(ctx, 'batch.locked', b.number, args, done, '{}');
	UPDATE batch SET state = 'locked', content_hash = hash, total_fen = total, locked_by_id = (ctx ->> 'actorId')::bigint, locked_at = (ctx ->> 'now')::timestamptz WHERE id = b.id;
	RETURN done;
END $$;

/** One payment for each of these payees of a batch with a rule, and its lines; answers how many. */
CREATE FUNCTION lock_payees(ctx jsonb, b batch, those bigint[]) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE before int := (SELECT count(*) FROM payment WHERE batch_id = b.id); written bigint;
BEGIN
	IF EXISTS (SELECT FROM unnest(those) u(id) WHERE NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = u.id AND a.state = 'confirmed')) THEN
		PERFORM refuse('batch.unconfirmed_payee', (SELECT jsonb_build_object('names', string_agg(o.name, '、' ORDER BY o.id)) FROM organisation o
			WHERE o.id = ANY (those) AND NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = o.id AND a.state = 'confirmed')));
	END IF;
	WITH lines AS MATERIALIZED (
		-- the payees were chosen by the district; here claims are found by their claimant, pay lines by their claim
		SELECT p.id AS pay_line_id, p.amount_fen, c.account_id, x.attempt
		FROM (SELECT k.*, a.id AS account_id FROM unnest(those) u(id) JOIN payee_account a ON a.organisation_id = u.id AND a.state = 'confirmed'
				CROSS JOIN LATERAL (SELECT x.id, x.mode, x.claimant_id, x.approved_at FROM claim x WHERE x.claimant_id = u.id AND x.state IN ('approved', 'partly_paid') OFFSET 0) k OFFSET 0) c
			CROSS JOIN LATERAL (SELECT * FROM pay_line q WHERE q.claim_id = c.id AND q.source_no = b.source_no OFFSET 0) p
			CROSS JOIN LATERAL (SELECT max(l.attempt) AS attempt, bool_or(NOT l.returned) AS living FROM settlement_line l WHERE l.pay_line_id = p.id) x
		WHERE p.fund_id = b.fund_id AND x.living IS NOT TRUE AND pick_takes(b.pick, c.mode, c.claimant_id, c.approved_at, p.id)),
	sums AS (
		SELECT account_id, sum(amount_fen)::bigint AS amount, count(*) AS n, encode(sha256(convert_to(string_agg(pay_line_id || '|' || amount_fen, chr(10) ORDER BY pay_line_id), 'UTF8')), 'hex') AS hash
		FROM lines GROUP BY 1),
	paid AS (
		INSERT INTO payment (number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id, line_count, lines_hash)
		SELECT public_number('FK', business_day(ctx), nextval('number_payment')), b.id, a.id, a.organisation_id, a.account_name, a.account_no, a.bank_name, a.bank_code, s.amount,
			remittance_code(), replace(b.number, '-', '') || '-' || before + row_number() OVER (ORDER BY a.organisation_id), s.n, s.hash
		FROM sums s JOIN payee_account a ON a.id = s.account_id ORDER BY a.organisation_id RETURNING id, payee_account_id)
	INSERT INTO settlement_line (pay_line_id, attempt, batch_id, payment_id, payee_account_id, amount_fen)
	SELECT l.pay_line_id, 1 + coalesce(l.attempt, 0), b.id, y.id, l.account_id, l.amount_fen FROM paid y JOIN lines l ON l.account_id = y.payee_account_id;
	GET DIAGNOSTICS written = ROW_COUNT;
	-- a pay line cut or divided meanwhile: the chunk is done again
	IF EXISTS (SELECT FROM payment y JOIN settlement_line l ON l.payment_id = y.id JOIN pay_line p ON p.id = l.pay_line_id
		WHERE y.batch_id = b.id AND y.payee_id = ANY (those) AND p.amount_fen <> l.amount_fen) THEN PERFORM refuse('batch.changed'); END IF;
	RETURN written;
END $$;

/**
 * Locks a batch: fixes its lines and payee accounts by hash and forms one payment per payee account. open → locked; a batch
 * with a rule goes on in chunks (advance_batch) when it is larger than one, and is open until the last of them.
 */
CREATE OR REPLACE FUNCTION lock_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb; whose bigint[]; many int[];
BEGIN
	SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state <> 'open' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	done := run_under_way(ctx, b); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.pick IS NOT NULL THEN
		SELECT array_agg(s.claimant_id ORDER BY s.claimant_id), array_agg(s.n ORDER BY s.claimant_id) INTO whose, many
		FROM (SELECT l.claimant_id, count(*)::int AS n FROM picked_lines(b.fund_id, b.source_no, b.pick) l GROUP BY 1) s;
		IF whose IS NULL THEN PERFORM refuse('batch.empty'); END IF;
		IF EXISTS (SELECT FROM unnest(whose) u(id) WHERE NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = u.id AND a.state = 'confirmed')) THEN PERFORM refuse('batch.unconfirmed_payee'); END IF;
		INSERT INTO batch_run (batch_id, step, head, args, payees, counts, lines_total, started_at, tried_at)
		VALUES (b.id, 'lock', ctx, args, whose, many, (SELECT sum(n) FROM unnest(many) n), (ctx ->> 'now')::timestamptz, (ctx ->> 'now')::timestamptz);
		RETURN advance_run(ctx, b);
	END IF;
	-- the claimant's account of today, of which there is one: a payment that came back for a wrong account goes to its successor
	UPDATE settlement_line l SET payee_account_id = (SELECT a.id FROM payee_account a WHERE a.organisation_id = c.claimant_id AND a.state = 'confirmed')
		FROM pay_line p JOIN claim c ON c.id = p.claim_id WHERE l.batch_id = b.id AND p.id = l.pay_line_id;
	IF EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE l.batch_id = b.id
						 AND (p.fund_id <> b.fund_id OR p.source_no <> b.source_no OR p.amount_fen <> l.amount_fen)) THEN PERFORM refuse('batch.changed'); END IF;
	IF EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id LEFT JOIN payee_account a ON a.id = l.payee_account_id
						 WHERE l.batch_id = b.id AND (a.id IS NULL OR a.state <> 'confirmed' OR a.organisation_id <> c.claimant_id)) THEN PERFORM refuse('batch.unconfirmed_payee'); END IF;
	WITH sums AS (
		SELECT l.payee_account_id, sum(l.amount_fen)::bigint AS amount, count(*) AS n, encode(sha256(convert_to(string_agg(l.pay_line_id || '|' || l.amount_fen, chr(10) ORDER BY l.pay_line_id), 'UTF8')), 'hex') AS hash
		FROM settlement_line l WHERE l.batch_id = b.id GROUP BY 1),
	paid AS (
		INSERT INTO payment (number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id, line_count, lines_hash)
		SELECT public_number('FK', business_day(ctx), nextval('number_payment')), b.id, a.id, a.organisation_id, a.account_name, a.account_no, a.bank_name, a.bank_code, s.amount,
			remittance_code(), replace(b.number, '-', '') || '-' || row_number() OVER (ORDER BY a.id), s.n, s.hash
		FROM sums s JOIN payee_account a ON a.id = s.payee_account_id ORDER BY a.id RETURNING id, payee_account_id)
	UPDATE settlement_line l SET payment_id = y.id FROM paid y WHERE l.batch_id = b.id AND l.payee_account_id = y.payee_account_id;
	RETURN finish_lock(ctx, args, b);
END $$;

-- ---------- money of whole payments ----------

/** Writes a command with one transfer for every line of these payments, and its event: post_command without carrying the lines along. */
CREATE FUNCTION post_payments(ctx jsonb, act text, subj text, details jsonb, answer jsonb, those bigint[], from_stage money_stage, to_stage money_stage) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
	posted bigint := nextval('command_id_seq'); stamp timestamptz := clock_timestamp(); xid xid8 := pg_current_xact_id();
	at timestamptz(3) := ctx ->> 'now'; day date := business_day(ctx); entry command; expected int; written int;
BEGIN
	SELECT coalesce(sum(y.line_count), 0) INTO expected FROM payment y WHERE y.id = ANY (those);
	entry := ROW(posted, (ctx ->> 'scopeOrgId')::bigint, ctx ->> 'key', ctx ->> 'inputHash', (ctx ->> 'actorId')::bigint, act, subj, details, answer, expected, at, stamp, xid, '')::command;
	entry.digest := command_digest(entry);
	INSERT INTO command SELECT entry.*;
	INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, entitlement_id, order_id, claim_id, pay_line_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, corrects, digest)
	SELECT (x.t).id, (x.t).command_id, (x.t).line_no, (x.t).fund_id, (x.t).source_no, (x.t).entitlement_id, (x.t).order_id, (x.t).claim_id, (x.t).pay_line_id, (x.t).from_stage, (x.t).to_stage,
		(x.t).amount_fen, (x.t).effective_on, (x.t).recorded_at, (x.t).xid, (x.t).corrects, transfer_digest(x.t)
	FROM (SELECT ROW(nextval('transfer_id_seq'), posted, m.n, m.fund_id, m.source_no, m.entitlement_id, NULL, m.claim_id, m.id, from_stage, to_stage, m.amount_fen, day, stamp, xid, NULL, '')::transfer AS t
		FROM (SELECT row_number() OVER (ORDER BY l.payment_id, l.id) AS n, p.fund_id, p.source_no, c.entitlement_id, p.claim_id, p.id, l.amount_fen
			FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id WHERE l.payment_id = ANY (those) ORDER BY 1) m OFFSET 0) x;
	GET DIAGNOSTICS written = ROW_COUNT;
	IF written <> expected THEN RAISE EXCEPTION 'payments % have % lines and should have %', those, written, expected; END IF;
	INSERT INTO outbox_event (topic, payload, at) VALUES (act, jsonb_build_object('subject', subj, 'commandId', posted::text) || answer, at);
	RETURN posted;
END $$;

-- ---------- sending ----------

/** Records that an approved batch was sent to the bank or the finance bureau: payable → in_payment, in chunks. A resend is refused, and so is one after the last payment day. */
CREATE OR REPLACE FUNCTION send_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb;
BEGIN
	SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state <> 'approved' THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	done := run_under_way(ctx, b); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM check_last_payment_day(ctx, b.fund_id);
	INSERT INTO batch_run (batch_id, step, head, args, payees, counts, lines_total, started_at, tried_at)
	SELECT b.id, 'send', ctx, args, '{}', '{}', sum(y.line_count), (ctx ->> 'now')::timestamptz, (ctx ->> 'now')::timestamptz FROM payment y WHERE y.batch_id = b.id;
	RETURN advance_run(ctx, b);
END $$;

/** The last step of sending. */
CREATE FUNCTION finish_send(r batch_run, b batch) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE batch SET state = 'sent', message_id = r.args ->> 'messageId', sent_by_id = (r.head ->> 'actorId')::bigint, sent_at = (r.head ->> 'now')::timestamptz WHERE id = b.id;
	DELETE FROM batch_run WHERE batch_id = b.id;
END $$;

-- ---------- chunk after chunk ----------

/** The next chunk of a batch under way; with the last one the command itself is posted. Call with the batch locked; `ctx` has the time of the chunk. */
CREATE FUNCTION advance_run(ctx jsonb, b batch) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE r batch_run; those bigint[]; lines int; is_last boolean; done jsonb; posted bigint;
BEGIN
	SELECT * INTO r FROM batch_run WHERE batch_id = b.id FOR UPDATE;
	IF r.step = 'lock' THEN
		SELECT array_agg(s.id ORDER BY s.id), sum(s.n) INTO those, lines FROM (
			SELECT u.id, u.n, sum(u.n) OVER (ORDER BY u.id) - u.n AS before FROM unnest(r.payees, r.counts) u(id, n) WHERE u.id > r.place) s WHERE s.before < chunk_lines();
		is_last := those[cardinality(those)] = r.payees[cardinality(r.payees)];
		lines := lock_payees(ctx, b, those);
	ELSE
		SELECT array_agg(s.id ORDER BY s.id), sum(s.line_count) INTO those, lines FROM (
			SELECT y.id, y.line_count, sum(y.line_count) OVER (ORDER BY y.id) - y.line_count AS before FROM payment y WHERE y.batch_id = b.id AND y.id > r.place) s WHERE s.before < chunk_lines();
		is_last := NOT EXISTS (SELECT FROM payment y WHERE y.batch_id = b.id AND y.id > those[cardinality(those)]);
		done := jsonb_build_object('batchId', b.id::text, 'number', b.number) || CASE WHEN is_last THEN jsonb_build_object('messageId', r.args ->> 'messageId') ELSE jsonb_build_object('lines', lines) END;
		posted := post_payments(CASE WHEN is_last THEN ctx ELSE ctx || '{"key": null}' END, CASE WHEN is_last THEN 'batch.sent' ELSE 'batch.lines_sent' END, b.number, r.args, done, those, 'payable', 'in_payment');
		UPDATE payment SET state = 'sent' WHERE id = ANY (those);
	END IF;
	IF NOT is_last THEN
		UPDATE batch_run SET place = those[cardinality(those)], lines_done = lines_done + lines, error = NULL, tried_at = (ctx ->> 'now')::timestamptz WHERE batch_id = b.id;
		RETURN run_answer(b);
	END IF;
	IF r.step = 'send' THEN
		PERFORM finish_send(r, b);
		RETURN done;
	END IF;
	DELETE FROM batch_run WHERE batch_id = b.id;
	RETURN finish_lock(r.head, r.args, b);
END $$;

/** The next chunk of a batch, by the worker: `moment` is the business time. Answers {left: lines still to do}; nothing under way: {left: 0}. */
CREATE FUNCTION advance_batch(batch bigint, moment timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; r batch_run;
BEGIN
	SELECT * INTO b FROM batch x WHERE x.id = advance_batch.batch FOR NO KEY UPDATE;
	SELECT * INTO r FROM batch_run x WHERE x.batch_id = b.id;
	IF NOT FOUND THEN RETURN '{"left": 0}'; END IF;
	PERFORM advance_run(r.head || jsonb_build_object('now', greatest(moment, (r.head ->> 'now')::timestamptz)), b);
	RETURN jsonb_build_object('left', coalesce((SELECT x.lines_total - x.lines_done FROM batch_run x WHERE x.batch_id = b.id), 0));
END $$;

/** Keeps why the next chunk could not be done: it is tried again, and people see it. */
CREATE FUNCTION stop_batch(batch bigint, why jsonb, moment timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE batch_run SET error = why, tried_at = moment WHERE batch_id = batch
$$;

-- ---------- approving and voiding ----------

/** Voids a batch that was not sent: its pay lines can be batched again; what approval released is free again. */
CREATE OR REPLACE FUNCTION void_batch(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE b batch; done jsonb; posted bigint;
BEGIN
	SELECT * INTO b FROM batch WHERE id = (args ->> 'batchId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF b.state NOT IN ('open', 'locked', 'approved') THEN PERFORM refuse('state.changed_meanwhile', jsonb_build_object('state', b.state)); END IF;
	-- money is on its way in part
	IF EXISTS (SELECT FROM batch_run r WHERE r.batch_id = b.id AND r.step = 'send') THEN PERFORM refuse('batch.under_way', jsonb_build_object('number', b.number)); END IF;
	IF b.state = 'approved' THEN UPDATE fund_cash SET released_fen = released_fen - b.total_fen WHERE fund_id = b.fund_id AND source_no = b.source_no; END IF;
	done := jsonb_build_object('batchId', b.id::text, 'number', b.number);
	posted := post_command(ctx, 'batch.voided', b.number, args, done, '{}');
	DELETE FROM batch_run WHERE batch_id = b.id;
	UPDATE settlement_line SET returned = true WHERE batch_id = b.id;
	UPDATE batch SET state = 'voided' WHERE id = b.id;
	RETURN done;
END $$;

-- ---------- the bank's word ----------

-- Claims follow their payments by the hundred thousand. The books' own step between approved, partly_paid and paid, and nothing
-- else in the row, is what the guard would let pass: it is told apart before the guard is called.
CREATE OR REPLACE TRIGGER claim_guard BEFORE UPDATE ON claim FOR EACH ROW WHEN (
	current_user = 'voucher_app' OR OLD.state NOT IN ('approved', 'partly_paid', 'paid') OR NEW.state NOT IN ('approved', 'partly_paid', 'paid')
	OR (NEW.id, NEW.number, NEW.programme_id, NEW.version_id, NEW.round_id, NEW.fund_id, NEW.kind, NEW.mode, NEW.claimant_id, NEW.enterprise_id, NEW.payee_account_id, NEW.entitlement_id,
		NEW.claimed_fen, NEW.approved_fen, NEW.submitted_by_id, NEW.submitted_at, NEW.reviewed_by_id, NEW.reviewed_at, NEW.approved_by_id, NEW.approved_at)
	IS DISTINCT FROM (OLD.id, OLD.number, OLD.programme_id, OLD.version_id, OLD.round_id, OLD.fund_id, OLD.kind, OLD.mode, OLD.claimant_id, OLD.enterprise_id, OLD.payee_account_id, OLD.entitlement_id,
		OLD.claimed_fen, OLD.approved_fen, OLD.submitted_by_id, OLD.submitted_at, OLD.reviewed_by_id, OLD.reviewed_at, OLD.approved_by_id, OLD.approved_at))
EXECUTE FUNCTION claim_guard();

/**
 * After a payment changed: its claims become partly_paid or paid (or approved again), the batch partly_paid or closed. Payments of
 * one fund follow one after the other, so that two sources of a claim never overlook each other.
 */
CREATE OR REPLACE FUNCTION follow_payments(ctx jsonb, pay payment) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('follow:' || b.fund_id, 0)) FROM batch b WHERE b.id = pay.batch_id;
	UPDATE claim c SET state = CASE WHEN s.done = s.all_lines THEN 'paid' WHEN s.done > 0 THEN 'partly_paid' ELSE 'approved' END
		FROM (SELECT q.claim_id, count(*) AS all_lines, count(*) FILTER (WHERE EXISTS (
						SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state = 'confirmed')) AS done
					FROM (SELECT DISTINCT x.claim_id FROM settlement_line t JOIN pay_line x ON x.id = t.pay_line_id WHERE t.payment_id = pay.id) q JOIN pay_line p ON p.claim_id = q.claim_id GROUP BY 1) s
	 WHERE c.id = s.claim_id AND c.state <> CASE WHEN s.done = s.all_lines THEN 'paid' WHEN s.done > 0 THEN 'partly_paid' ELSE 'approved' END;
	UPDATE batch b SET state = s.state, closed_at = CASE WHEN s.state = 'closed' THEN (ctx ->> 'now')::timestamptz END
		FROM (SELECT CASE WHEN NOT EXISTS (SELECT FROM payment y WHERE y.batch_id = pay.batch_id AND y.state = 'sent') THEN 'closed'
			WHEN EXISTS (SELECT FROM payment y WHERE y.batch_id = pay.batch_id AND y.state IN ('confirmed', 'returned')) THEN 'partly_paid' ELSE 'sent' END AS state) s
	 WHERE b.id = pay.batch_id AND b.state <> s.state;
END $$;

/** A bank line says the payment left the payer's account: in_payment → paid. The amount and the payer's account must agree. */
CREATE OR REPLACE FUNCTION settle_payment(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pay payment; b batch; line statement_line; done jsonb; posted bigint;
BEGIN
	SELECT x.* INTO b FROM batch x JOIN payment p ON p.batch_id = x.id WHERE p.id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE OF x;
	SELECT * INTO pay FROM payment WHERE id = (args ->> 'paymentId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	SELECT * INTO line FROM statement_line WHERE id = (args ->> 'statementLineId')::bigint FOR NO KEY UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF pay.state <> 'sent' OR line.state <> 'unmatched' THEN PERFORM refuse('payment.not_in_payment', jsonb_build_object('number', pay.number)); END IF;
	PERFORM run_under_way(ctx, b);
	IF line.currency <> 'CNY' OR line.amount_fen IS DISTINCT FROM -pay.amount_fen OR NOT EXISTS (
			 SELECT FROM funding_source s WHERE s.fund_id = b.fund_id AND s.source_no = b.source_no AND s.account_no = line.account_no) THEN
		PERFORM refuse('payment.amount_differs', jsonb_build_object('number', pay.number));
	END IF;
	done := jsonb_build_object('paymentId', pay.id::text, 'number', pay.number, 'statementLineId', line.id::text);
	posted := post_payments(ctx, 'payment.settled', pay.number, args, done, ARRAY[pay.id], 'in_payment', 'paid');
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id) VALUES (line.id, pay.id, 'paid', line.amount_fen, args ->> 'rule', posted);
	UPDATE statement_line SET state = 'matched' WHERE id = line.id;
	UPDATE payment SET state = 'confirmed', settled_at = (ctx ->> 'now')::timestamptz WHERE id = pay.id;
	PERFORM follow_payments(ctx, pay);
	RETURN done;
END $$;

-- the application opens a batch with its rule; everything later is the books'
GRANT EXECUTE ON FUNCTION advance_batch, stop_batch, picked_lines, pick_takes TO voucher_app;

/** What a batch holds: its lines, and while it is open what its rule would take besides. */
CREATE FUNCTION batch_content(batch bigint) RETURNS TABLE (pay_line_id bigint, claim_id bigint, claimant_id bigint, amount_fen bigint) LANGUAGE sql STABLE AS $$
	SELECT l.pay_line_id, c.id, c.claimant_id, l.amount_fen FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id WHERE l.batch_id = batch
	UNION ALL SELECT q.pay_line_id, q.claim_id, q.claimant_id, q.amount_fen FROM batch b CROSS JOIN LATERAL picked_lines(b.fund_id, b.source_no, b.pick) q WHERE b.id = batch AND b.state = 'open' AND b.pick IS NOT NULL
$$;
GRANT EXECUTE ON FUNCTION batch_content TO voucher_app;
