-- The first large batch of a database meets statistics that know nothing of it: its plans are said, not guessed.

-- one pass over the lines, sorted: never payment by payment over all of them
ALTER FUNCTION batch_hash(bigint) SET enable_nestloop = off;
ALTER FUNCTION batch_hash(bigint) SET work_mem = '64MB';

/** One payment for each of these payees of a batch with a rule, and its lines; answers how many. */
CREATE OR REPLACE FUNCTION lock_payees(ctx jsonb, b batch, those bigint[]) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE before int := (SELECT count(*) FROM payment WHERE batch_id = b.id); written bigint; formed bigint[];
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
	SELECT array_agg(y.id) INTO formed FROM payment y WHERE y.batch_id = b.id AND y.payee_id = ANY (those);
	IF EXISTS (SELECT FROM (SELECT l.pay_line_id, l.amount_fen FROM settlement_line l WHERE l.payment_id = ANY (formed) OFFSET 0) l
		CROSS JOIN LATERAL (SELECT q.amount_fen FROM pay_line q WHERE q.id = l.pay_line_id OFFSET 0) p WHERE p.amount_fen <> l.amount_fen) THEN PERFORM refuse('batch.changed'); END IF;
	RETURN written;
END $$;
