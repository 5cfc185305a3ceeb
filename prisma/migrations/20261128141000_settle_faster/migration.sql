-- Settling by the hundred thousand: what the steps of a large batch spend beyond writing its rows.

-- Plans made anew for every call are also made anew for every row a foreign key looks up: these are made once, and their order
-- is said. What is found by a key is a lateral look-up; payments and lines meet in a hash.
/** One payment for each of these payees of a batch with a rule, and its lines; answers how many. */
CREATE OR REPLACE FUNCTION lock_payees(ctx jsonb, b batch, those bigint[]) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET jit = off AS $$
DECLARE before int := (SELECT count(*) FROM payment WHERE batch_id = b.id); written bigint; formed bigint[];
BEGIN
	IF EXISTS (SELECT FROM unnest(those) u(id) WHERE NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = u.id AND a.state = 'confirmed')) THEN
		PERFORM refuse('batch.unconfirmed_payee', (SELECT jsonb_build_object('names', string_agg(o.name, '、' ORDER BY o.id)) FROM organisation o
			WHERE o.id = ANY (those) AND NOT EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = o.id AND a.state = 'confirmed')));
	END IF;
	WITH lines AS MATERIALIZED (
		-- the payees were chosen by the district; here claims are found by their claimant, pay lines by their claim
		SELECT p.id AS pay_line_id, p.amount_fen, c.account_id, x.attempt
		FROM (SELECT k.*, a.id AS account_id FROM unnest(those) u(id) CROSS JOIN LATERAL (SELECT y.id FROM payee_account y WHERE y.organisation_id = u.id AND y.state = 'confirmed' OFFSET 0) a
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
		FROM sums s CROSS JOIN LATERAL (SELECT * FROM payee_account q WHERE q.id = s.account_id OFFSET 0) a ORDER BY a.organisation_id RETURNING id, payee_account_id)
	INSERT INTO settlement_line (pay_line_id, attempt, batch_id, payment_id, payee_account_id, amount_fen)
	SELECT l.pay_line_id, 1 + coalesce(l.attempt, 0), b.id, y.id, l.account_id, l.amount_fen FROM paid y JOIN lines l ON l.account_id = y.payee_account_id;
	GET DIAGNOSTICS written = ROW_COUNT;
	-- a pay line cut or divided meanwhile: the chunk is done again
	SELECT array_agg(y.id) INTO formed FROM payment y WHERE y.batch_id = b.id AND y.payee_id = ANY (those);
	IF EXISTS (SELECT FROM (SELECT l.pay_line_id, l.amount_fen FROM settlement_line l WHERE l.payment_id = ANY (formed) OFFSET 0) l
		CROSS JOIN LATERAL (SELECT q.amount_fen FROM pay_line q WHERE q.id = l.pay_line_id OFFSET 0) p WHERE p.amount_fen <> l.amount_fen) THEN PERFORM refuse('batch.changed'); END IF;
	RETURN written;
END $$;

/** After payments settled: their claims become partly_paid or paid, their batches partly_paid or closed. */
CREATE OR REPLACE FUNCTION follow_settled(ctx jsonb, payments BIGINT[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('follow:' || f.fund_id, 0)) FROM (SELECT DISTINCT b.fund_id FROM payment y JOIN batch b ON b.id = y.batch_id WHERE y.id = ANY (payments) ORDER BY 1) f;
	UPDATE claim c SET state = s.state FROM (
		SELECT p.claim_id, CASE WHEN count(*) = count(y.id) THEN 'paid' WHEN count(y.id) > 0 THEN 'partly_paid' ELSE 'approved' END AS state
		FROM (SELECT DISTINCT x.claim_id FROM settlement_line t JOIN pay_line x ON x.id = t.pay_line_id WHERE t.payment_id = ANY (payments)) q
		JOIN pay_line p ON p.claim_id = q.claim_id
		LEFT JOIN settlement_line l ON l.pay_line_id = p.id AND NOT l.returned LEFT JOIN payment y ON y.id = l.payment_id AND y.state = 'confirmed' GROUP BY 1) s
	 WHERE c.id = s.claim_id AND c.state <> s.state;
	UPDATE batch b SET state = s.state, closed_at = CASE WHEN s.state = 'closed' THEN (ctx ->> 'now')::timestamptz END FROM (
		SELECT x.id, CASE WHEN NOT EXISTS (SELECT FROM payment y WHERE y.batch_id = x.id AND y.state = 'sent') THEN 'closed'
			WHEN EXISTS (SELECT FROM payment y WHERE y.batch_id = x.id AND y.state IN ('confirmed', 'returned')) THEN 'partly_paid' ELSE 'sent' END AS state
		FROM (SELECT DISTINCT batch_id AS id FROM payment WHERE id = ANY (payments)) x) s
	 WHERE b.id = s.id AND b.state <> s.state;
END $$;

/**
 * Bank lines say that payments left the payer's account: in_payment → paid, any number of groups at once, each 1:1, 1:N or
 * N:1, all or none. args: { groups: [{ lines, payments, rule, restKind?, restReason? }] }; a rest is what the one line of a
 * group took beyond its payment. Refuses batch.under_way, payment.not_in_payment, payment.amount_differs.
 */
CREATE OR REPLACE FUNCTION settle_groups(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
DECLARE done jsonb; posted BIGINT; pays BIGINT[]; ours BIGINT[]; wrong TEXT; odd BIGINT; subject TEXT; n_groups INT := jsonb_array_length(args -> 'groups');
BEGIN
	SELECT array_agg(DISTINCT v::bigint) INTO pays FROM jsonb_array_elements(args -> 'groups') g, jsonb_array_elements_text(g -> 'payments') v;
	SELECT array_agg(DISTINCT v::bigint) INTO ours FROM jsonb_array_elements(args -> 'groups') g, jsonb_array_elements_text(g -> 'lines') v;
	PERFORM 1 FROM batch b WHERE b.id IN (SELECT batch_id FROM payment WHERE id = ANY (pays)) ORDER BY b.id FOR NO KEY UPDATE;
	PERFORM 1 FROM payment WHERE id = ANY (pays) ORDER BY id FOR NO KEY UPDATE;
	PERFORM 1 FROM statement_line WHERE id = ANY (ours) ORDER BY id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	PERFORM run_under_way(ctx, b) FROM batch b WHERE b.id IN (SELECT batch_id FROM payment WHERE id = ANY (pays));
	DROP TABLE IF EXISTS pg_temp.told, pg_temp.told_line, pg_temp.told_pay;
	CREATE TEMP TABLE told ON COMMIT DROP AS SELECT g.no, g.g ->> 'rule' AS rule, g.g ->> 'restKind' AS rest_kind, g.g ->> 'restReason' AS rest_reason,
		jsonb_array_length(g.g -> 'lines') AS n_lines, jsonb_array_length(g.g -> 'payments') AS n_pays FROM jsonb_array_elements(args -> 'groups') WITH ORDINALITY g(g, no);
	-- each found by its key, however many others there are
	CREATE TEMP TABLE told_line ON COMMIT DROP AS SELECT g.no, v::bigint AS id, l.*
		FROM jsonb_array_elements(args -> 'groups') WITH ORDINALITY g(g, no) CROSS JOIN LATERAL jsonb_array_elements_text(g.g -> 'lines') v
		LEFT JOIN LATERAL (SELECT l.state, l.part_of_payment_id, l.amount_fen, l.currency, l.account_no, s.authority_id
			FROM statement_line l JOIN statement s ON s.id = l.statement_id WHERE l.id = v::bigint OFFSET 0) l ON true;
	CREATE TEMP TABLE told_pay ON COMMIT DROP AS SELECT g.no, v::bigint AS id, y.*
		FROM jsonb_array_elements(args -> 'groups') WITH ORDINALITY g(g, no) CROSS JOIN LATERAL jsonb_array_elements_text(g.g -> 'payments') v
		LEFT JOIN LATERAL (SELECT y.number, y.state, y.amount_fen, b.state AS batch_state, o.account_no, f.authority_id
			FROM payment y JOIN batch b ON b.id = y.batch_id JOIN fund f ON f.id = b.fund_id
			LEFT JOIN funding_source o ON o.fund_id = b.fund_id AND o.source_no = b.source_no WHERE y.id = v::bigint OFFSET 0) y ON true;
	SELECT p.number INTO wrong FROM told_pay p WHERE p.state IS DISTINCT FROM 'sent' OR p.batch_state NOT IN ('sent', 'partly_paid') LIMIT 1;
	IF FOUND OR cardinality(pays) <> (SELECT count(*) FROM told_pay) OR cardinality(ours) <> (SELECT count(*) FROM told_line) OR EXISTS (
		SELECT FROM told_line l WHERE coalesce(l.state, '') NOT IN ('unmatched', 'part')
			OR (l.state = 'part' AND NOT EXISTS (SELECT FROM told_pay p WHERE p.no = l.no AND p.id = l.part_of_payment_id))) THEN
		PERFORM refuse('payment.not_in_payment', jsonb_build_object('number', coalesce(wrong, (SELECT number FROM told_pay ORDER BY no LIMIT 1))));
	END IF;
	SELECT g.no INTO odd FROM told g
		JOIN (SELECT no, sum(amount_fen) AS amount, min(account_no) AS account, max(account_no) AS account2, min(authority_id) AS authority, bool_and(currency = 'CNY' AND amount_fen < 0) AS fits FROM told_line GROUP BY no) l ON l.no = g.no
		JOIN (SELECT no, sum(amount_fen) AS amount, min(account_no) AS account, max(account_no) AS account2, min(authority_id) AS authority FROM told_pay GROUP BY no) p ON p.no = g.no
		WHERE l.fits IS NOT TRUE OR (g.n_lines > 1 AND g.n_pays > 1) OR l.authority <> p.authority OR l.account <> p.account OR l.account <> l.account2 OR p.account <> p.account2
			OR CASE WHEN g.rest_kind IS NULL THEN l.amount <> -p.amount ELSE g.n_lines > 1 OR l.amount >= -p.amount END LIMIT 1;
	IF FOUND OR n_groups <> (SELECT count(DISTINCT no) FROM told_pay) OR n_groups <> (SELECT count(DISTINCT no) FROM told_line) THEN
		PERFORM refuse('payment.amount_differs', jsonb_build_object('number', (SELECT p.number FROM told_pay p WHERE p.no = odd LIMIT 1)));
	END IF;
	SELECT CASE WHEN count(*) = 1 THEN min(number) ELSE (SELECT s.number FROM statement_line l JOIN statement s ON s.id = l.statement_id WHERE l.id = ours[1]) END INTO subject FROM told_pay;
	done := jsonb_build_object('groups', n_groups, 'payments', cardinality(pays), 'lines', cardinality(ours));
	posted := post_payments(ctx, CASE WHEN cardinality(pays) = 1 THEN 'payment.settled' ELSE 'payments.settled' END, subject, args, done, pays, 'in_payment', 'paid');
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id)
	SELECT l.id, p.id, 'paid', CASE WHEN g.n_lines = 1 THEN -p.amount_fen ELSE l.amount_fen END, g.rule, posted
	FROM told g JOIN told_line l ON l.no = g.no JOIN told_pay p ON p.no = g.no ORDER BY g.no, l.id, p.id;
	UPDATE statement_line s SET state = 'matched', part_of_payment_id = NULL, rest_kind = x.rest_kind, rest_reason = x.rest_reason,
		rest_fen = CASE WHEN x.rest_kind IS NOT NULL THEN s.amount_fen + x.paid_fen END
	FROM (SELECT l.id, g.rest_kind, g.rest_reason, p.paid_fen FROM told g JOIN told_line l ON l.no = g.no
		JOIN (SELECT no, sum(amount_fen)::bigint AS paid_fen FROM told_pay GROUP BY no) p ON p.no = g.no) x WHERE s.id = x.id AND s.id = ANY (ours);
	UPDATE payment SET state = 'confirmed', settled_at = (ctx ->> 'now')::timestamptz WHERE id = ANY (pays);
	PERFORM follow_settled(ctx, pays);
	RETURN done;
END $$;
