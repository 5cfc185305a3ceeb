-- Settling a million claims: what a claim's way from approved to paid costs beyond the rows it adds.

-- A claim that goes from approved to partly paid to paid changes nothing an index holds: its new version stays on its page,
-- and no index is written. What waits for a decision is found by what it lacks, not by its state; a page keeps room for all of its claims, for one chunk may pay them all.
DROP INDEX claim_fund_id_state_idx;
CREATE INDEX claim_fund_id_idx ON claim (fund_id);
CREATE INDEX claim_undecided ON claim (fund_id) WHERE approved_at IS NULL;
ALTER TABLE claim SET (fillfactor = 50);

/** Whose claims a batch holds, or while it is open would take besides, and who reviewed them. */
CREATE FUNCTION batch_people(batch bigint) RETURNS TABLE (claimant_id bigint, reviewed_by_id bigint) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE b batch;
BEGIN
	SELECT * INTO b FROM batch x WHERE x.id = batch_people.batch;
	RETURN QUERY SELECT DISTINCT c.claimant_id, c.reviewed_by_id FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id WHERE l.batch_id = b.id;
	IF b.state = 'open' AND b.pick IS NOT NULL THEN
		RETURN QUERY SELECT DISTINCT c.claimant_id, c.reviewed_by_id FROM picked_lines(b.fund_id, b.source_no, b.pick) q JOIN claim c ON c.id = q.claim_id;
	END IF;
END $$;
GRANT EXECUTE ON FUNCTION batch_people TO voucher_app;

/** Writes a command with one transfer for every line of these payments, and its event: post_command without carrying the lines along. */
CREATE OR REPLACE FUNCTION post_payments(ctx jsonb, act text, subj text, details jsonb, answer jsonb, those bigint[], from_stage money_stage, to_stage money_stage) RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
	posted bigint := nextval('command_id_seq'); stamp timestamptz := clock_timestamp(); xid xid8 := pg_current_xact_id();
	at timestamptz(3) := ctx ->> 'now'; day date := business_day(ctx); entry command; expected int; written int;
	-- what is the same in every row of this command, as its digest reads it
	of_command text := '|' || posted || '|'; legs text := '|' || from_stage || '|' || to_stage || '|';
	ending text := '|' || (day - date '2000-01-01') || '|' || extract(epoch FROM stamp) || '|' || xid || '|0';
BEGIN
	SELECT coalesce(sum(y.line_count), 0) INTO expected FROM payment y WHERE y.id = ANY (those);
	entry := ROW(posted, (ctx ->> 'scopeOrgId')::bigint, ctx ->> 'key', ctx ->> 'inputHash', (ctx ->> 'actorId')::bigint, act, subj, details, answer, expected, at, stamp, xid, '')::command;
	entry.digest := command_digest(entry);
	INSERT INTO command SELECT entry.*;
	-- transfer_digest, with what is the same in every row put into words once
	INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, entitlement_id, order_id, claim_id, pay_line_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, corrects, digest)
	SELECT m.tid, posted, m.n, m.fund_id, m.source_no, m.entitlement_id, NULL, m.claim_id, m.id, from_stage, to_stage, m.amount_fen, day, stamp, xid, NULL,
		sha256(convert_to(concat(m.tid, of_command, m.n, '|', m.fund_id, '|', m.source_no, '|', coalesce(m.entitlement_id, 0), '|0|', m.claim_id, '|', m.id, legs, m.amount_fen, ending), 'UTF8'))
	FROM (SELECT nextval('transfer_id_seq') AS tid, (row_number() OVER (ORDER BY l.payment_id, l.id))::int AS n, p.fund_id, p.source_no, c.entitlement_id, p.claim_id, p.id, l.amount_fen
		FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id WHERE l.payment_id = ANY (those) OFFSET 0) m;
	GET DIAGNOSTICS written = ROW_COUNT;
	IF written <> expected THEN RAISE EXCEPTION 'payments % have % lines and should have %', those, written, expected; END IF;
	IF EXISTS (SELECT FROM transfer t WHERE t.command_id = posted AND t.line_no IN (1, written) AND t.digest <> transfer_digest(t)) THEN
		RAISE EXCEPTION 'the digest of a transfer was put into words otherwise than transfer_digest does';
	END IF;
	INSERT INTO outbox_event (topic, payload, at) VALUES (act, jsonb_build_object('subject', subj, 'commandId', posted::text) || answer, at);
	RETURN posted;
END $$;

DROP FUNCTION follow_settled(jsonb, bigint[]);
/**
 * After payments settled: their claims become partly_paid or paid, their batches partly_paid or closed. `posted`: the command
 * that moved their money, if it did; its transfers name the claims.
 */
CREATE FUNCTION follow_settled(ctx jsonb, payments BIGINT[], posted BIGINT DEFAULT NULL) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('follow:' || f.fund_id, 0)) FROM (SELECT DISTINCT b.fund_id FROM payment y JOIN batch b ON b.id = y.batch_id WHERE y.id = ANY (payments) ORDER BY 1) f;
	IF posted IS NOT NULL THEN
		-- its own lines are paid: a claim waits for the others only
		UPDATE claim c SET state = s.state FROM (
			SELECT q.claim_id, CASE WHEN EXISTS (SELECT FROM pay_line p WHERE p.claim_id = q.claim_id AND p.id <> ALL (q.paid) AND NOT EXISTS (
				SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state = 'confirmed')) THEN 'partly_paid' ELSE 'paid' END AS state
			FROM (SELECT t.claim_id, array_agg(t.pay_line_id) AS paid FROM transfer t WHERE t.command_id = posted GROUP BY 1) q OFFSET 0) s
		 WHERE c.id = s.claim_id AND c.state <> s.state;
	ELSE
		UPDATE claim c SET state = s.state FROM (
			SELECT q.claim_id, CASE WHEN p.lines = p.done THEN 'paid' WHEN p.done > 0 THEN 'partly_paid' ELSE 'approved' END AS state
			FROM (SELECT DISTINCT x.claim_id FROM settlement_line t JOIN pay_line x ON x.id = t.pay_line_id WHERE t.payment_id = ANY (payments)) q CROSS JOIN LATERAL (
				SELECT count(*) AS lines, count(y.id) AS done FROM pay_line p
					LEFT JOIN settlement_line l ON l.pay_line_id = p.id AND NOT l.returned LEFT JOIN payment y ON y.id = l.payment_id AND y.state = 'confirmed'
				WHERE p.claim_id = q.claim_id) p OFFSET 0) s
		 WHERE c.id = s.claim_id AND c.state <> s.state;
	END IF;
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
	PERFORM follow_settled(ctx, pays, posted);
	RETURN done;
END $$;
