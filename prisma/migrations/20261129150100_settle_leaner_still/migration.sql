-- Settling a million claims: what every line cost beyond its rows. Its digest is put together from what differs; a claim is
-- asked only for the lines that this command did not pay.

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

/**
 * After payments settled: their claims become partly_paid or paid, their batches partly_paid or closed. `posted`: the command
 * that moved their money, if it did; its transfers name the claims.
 */
CREATE OR REPLACE FUNCTION follow_settled(ctx jsonb, payments BIGINT[], posted BIGINT DEFAULT NULL) RETURNS void LANGUAGE plpgsql
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
