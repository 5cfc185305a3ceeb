-- Matching of bank lines and payments, 1:1, 1:N and N:1: a match is undone by its mirror image, never deleted; a line may
-- hold more than its payments (a fee, too much paid), or wait as a part of one; planning and closing are set-based.

-- ---------- matches ----------
ALTER TABLE statement_match ADD COLUMN undoes BIGINT REFERENCES statement_match (id);
DROP INDEX statement_match_statement_line_id_payment_id_kind_key;
CREATE INDEX statement_match_statement_line_id_payment_id_idx ON statement_match (statement_line_id, payment_id);
CREATE UNIQUE INDEX statement_match_undoes ON statement_match (undoes) WHERE undoes IS NOT NULL;
ALTER TABLE statement_match DROP CONSTRAINT statement_match_direction, DROP CONSTRAINT statement_match_rule_known,
	ADD CONSTRAINT statement_match_direction CHECK ((kind = 'paid') = ((amount_fen < 0) = (undoes IS NULL))),
	ADD CONSTRAINT statement_match_rule_known CHECK (by_rule IN ('end_to_end_id', 'code', 'amount_party_date', 'sum', 'parts', 'hand'));

CREATE FUNCTION statement_match_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM statement_match m WHERE m.id = NEW.undoes AND m.undoes IS NULL
		AND (m.statement_line_id, m.payment_id, m.kind, m.amount_fen) = (NEW.statement_line_id, NEW.payment_id, NEW.kind, -NEW.amount_fen)) THEN
		RAISE EXCEPTION 'a match is undone by its mirror image' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER statement_match_guard BEFORE INSERT ON statement_match FOR EACH ROW WHEN (NEW.undoes IS NOT NULL) EXECUTE FUNCTION statement_match_guard();

/** Matches that stand: neither undone nor the undoing of another. */
CREATE VIEW live_match AS
	SELECT m.* FROM statement_match m WHERE m.undoes IS NULL AND NOT EXISTS (SELECT FROM statement_match u WHERE u.undoes = m.id);
GRANT SELECT ON live_match TO voucher_app;

-- ---------- lines ----------
ALTER TABLE statement_line
	ADD COLUMN part_of_payment_id BIGINT REFERENCES payment (id),
	ADD COLUMN rest_kind TEXT, ADD COLUMN rest_fen BIGINT, ADD COLUMN rest_reason TEXT,
	DROP CONSTRAINT statement_line_state_known, DROP CONSTRAINT statement_line_aside_known,
	ADD CONSTRAINT statement_line_state_known CHECK (state IN ('unmatched', 'part', 'matched', 'set_aside')),
	ADD CONSTRAINT statement_line_aside_known CHECK (
		set_aside_kind IN ('receipt', 'fee', 'interest', 'unknown_credit', 'clearing', 'double', 'paid_back', 'other')),
	ADD CONSTRAINT statement_line_part_of CHECK ((state = 'part') = (part_of_payment_id IS NOT NULL) AND (state <> 'part' OR amount_fen < 0)),
	ADD CONSTRAINT statement_line_rest CHECK (num_nonnulls(rest_kind, rest_fen, rest_reason) IN (0, 3) AND (rest_kind IS NULL OR state = 'matched')
		AND rest_fen < 0 AND rest_kind IN ('fee', 'overpaid'));
CREATE INDEX statement_line_part_of_payment_id_idx ON statement_line (part_of_payment_id) WHERE part_of_payment_id IS NOT NULL;

CREATE OR REPLACE FUNCTION statement_line_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	dealt_with CONSTANT text[] := '{state,set_aside_kind,set_aside_reason,part_of_payment_id,rest_kind,rest_fen,rest_reason}';
BEGIN
	IF (to_jsonb(NEW) - dealt_with) <> (to_jsonb(OLD) - dealt_with) THEN
		RAISE EXCEPTION 'a line of a bank statement is never changed' USING ERRCODE = '23514';
	END IF;
	IF current_user = 'voucher_app' AND 'matched' IN (OLD.state, NEW.state) THEN
		RAISE EXCEPTION 'a line is matched by the books only' USING ERRCODE = '42501';
	END IF;
	RETURN NEW;
END $$;
GRANT UPDATE (part_of_payment_id) ON statement_line TO voucher_app;

-- ---------- planning ----------
/** An account number as it is compared. */
CREATE FUNCTION plain_account(no TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT upper(regexp_replace(no, '[\s-]', '', 'g')) $$;
/** A name as it is compared. */
CREATE FUNCTION plain_party(name TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT lower(regexp_replace(name, '[\s()（）]|演示', '', 'g')) $$;
/** Whether an account may be the other one: the same, not given, or with its middle hidden. */
CREATE FUNCTION may_be_account(given TEXT, known TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN given IS NULL OR given = known THEN true
		WHEN given ~ '[*X]{2,}' THEN length(regexp_replace(given, '[*X]', '', 'g')) >= 6 AND known LIKE regexp_replace(given, '[*X]+', '%', 'g')
		ELSE false END
$$;

/**
 * What of the waiting lines of some statements (of one authority and account) is certain, in one statement whatever their
 * number: groups of lines and payments that explain each other, with rule and certainty in percent. Nothing is closed here.
 */
CREATE FUNCTION plan_matches(statements BIGINT[]) RETURNS TABLE (line_ids BIGINT[], payment_ids BIGINT[], kind TEXT, rule TEXT, certainty INT)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_nestloop = off SET jit = off SET work_mem = '128MB' AS $$
WITH lines AS MATERIALIZED (
	SELECT l.id, l.line_no, l.account_no, s.authority_id, l.booked_on, l.amount_fen, abs(l.amount_fen) AS amount, l.end_to_end_id, l.part_of_payment_id,
		plain_account(l.counterparty_account) AS party, plain_party(l.counterparty_name) AS name, upper(regexp_replace(l.remittance, '\s', '', 'g')) AS said
	FROM statement_line l JOIN statement s ON s.id = l.statement_id
	WHERE l.amount_fen <> 0 AND ((l.statement_id = ANY (statements) AND l.state = 'unmatched')
		OR (l.state = 'part' AND l.account_no IN (SELECT account_no FROM statement WHERE id = ANY (statements))))),
pool AS MATERIALIZED (
	SELECT p.id, p.amount_fen AS amount, p.code, p.end_to_end_id, plain_account(p.account_no) AS party, plain_party(p.account_name) AS name, p.state,
		o.account_no AS payer, b.id AS batch_id, upper(b.message_id) AS message, (b.sent_at AT TIME ZONE 'Asia/Shanghai')::date AS sent_on
	FROM payment p JOIN batch b ON b.id = p.batch_id JOIN fund f ON f.id = b.fund_id JOIN funding_source o ON o.fund_id = b.fund_id AND o.source_no = b.source_no
	WHERE (f.authority_id, o.account_no) IN (SELECT authority_id, account_no FROM statement WHERE id = ANY (statements))
		AND p.state IN ('sent', 'confirmed', 'returned') AND b.state IN ('sent', 'partly_paid', 'closed')),
by_id AS MATERIALIZED (SELECT l.id AS line, p.id AS pay FROM lines l JOIN pool p ON p.end_to_end_id = l.end_to_end_id AND p.payer = l.account_no),
shapes AS MATERIALIZED (SELECT DISTINCT length(code) AS n, left(code, 1) AS c FROM pool),
words AS MATERIALIZED (
	SELECT DISTINCT l.id AS line, l.account_no, substr(l.said, g, s.n) AS code
	FROM lines l CROSS JOIN shapes s CROSS JOIN LATERAL generate_series(1, length(l.said) - s.n + 1) g WHERE substr(l.said, g, 1) = s.c),
named AS MATERIALIZED (
	SELECT n.line, n.pay, min(n.rank) AS rank FROM (
		SELECT line, pay, 1 AS rank FROM by_id
		UNION ALL SELECT w.line, p.id, 2 FROM words w JOIN pool p ON p.code = w.code AND p.payer = w.account_no
		UNION ALL SELECT l.id, l.part_of_payment_id, 3 FROM lines l WHERE l.part_of_payment_id IS NOT NULL) n GROUP BY 1, 2),
said AS MATERIALIZED (
	SELECT n.line, n.pay, n.rank, count(*) OVER (PARTITION BY n.line) AS payments, l.line_no, l.amount_fen, l.amount, l.part_of_payment_id,
		p.amount AS pay_amount, p.state, may_be_account(l.party, p.party) AS party_fits
	FROM named n JOIN lines l ON l.id = n.line JOIN pool p ON p.id = n.pay),
one AS MATERIALIZED (
	SELECT * FROM (
		SELECT s.line, s.pay, s.rank, CASE WHEN s.amount_fen < 0 THEN 'paid' ELSE 'returned' END AS kind,
			row_number() OVER (PARTITION BY s.pay, s.amount_fen < 0 ORDER BY s.rank, s.line_no, s.line) AS place
		FROM said s WHERE s.payments = 1 AND s.amount = s.pay_amount AND s.part_of_payment_id IS NULL
			AND ((s.amount_fen < 0 AND s.state = 'sent' AND s.party_fits) OR (s.amount_fen > 0 AND s.state IN ('sent', 'confirmed')))) x WHERE x.place = 1),
parts AS MATERIALIZED (
	SELECT s.pay, array_agg(s.line ORDER BY s.line) AS those FROM said s
	WHERE s.payments = 1 AND s.amount_fen < 0 AND s.amount < s.pay_amount AND s.state = 'sent' AND s.party_fits AND s.pay NOT IN (SELECT pay FROM one WHERE one.kind = 'paid')
	GROUP BY s.pay, s.pay_amount HAVING count(*) > 1 AND sum(s.amount) = s.pay_amount),
sums AS MATERIALIZED (
	SELECT s.line, array_agg(s.pay ORDER BY s.pay) AS those FROM said s
	WHERE s.payments > 1 AND s.amount_fen < 0 AND s.state = 'sent' AND s.party_fits
		AND s.pay NOT IN (SELECT pay FROM one WHERE one.kind = 'paid') AND s.pay NOT IN (SELECT pay FROM parts)
	GROUP BY s.line, s.amount, s.payments HAVING count(*) = s.payments AND sum(s.pay_amount) = s.amount),
batches AS MATERIALIZED (
	SELECT p.batch_id, p.message, p.payer, array_agg(p.id ORDER BY p.id) AS those, sum(p.amount) AS amount FROM pool p
	WHERE p.state = 'sent' AND length(p.message) >= 8 AND p.id NOT IN (SELECT pay FROM named) GROUP BY 1, 2, 3 HAVING count(*) > 1),
batch_sums AS MATERIALIZED (
	SELECT min(l.id) AS line, b.those FROM lines l JOIN batches b ON b.payer = l.account_no AND b.amount = l.amount
	WHERE l.amount_fen < 0 AND l.id NOT IN (SELECT line FROM named) AND strpos(l.said, b.message) > 0 GROUP BY b.batch_id, b.those HAVING count(*) = 1),
near AS MATERIALIZED (
	SELECT l.id AS line, p.id AS pay, l.account_no, l.amount_fen, l.party, l.booked_on
	FROM lines l JOIN pool p ON p.payer = l.account_no AND p.party = l.party AND p.amount = l.amount
	WHERE l.amount_fen < 0 AND p.state = 'sent' AND p.name = l.name AND l.booked_on BETWEEN p.sent_on AND p.sent_on + 5
		AND l.id NOT IN (SELECT line FROM named) AND l.id NOT IN (SELECT line FROM batch_sums) AND p.id NOT IN (SELECT pay FROM named)
		AND p.id NOT IN (SELECT unnest(those) FROM batch_sums)),
-- nobody else may be meant: one payment of that amount to that account, in any state, and one line, wherever it stands
alone AS MATERIALIZED (
	SELECT n.line, n.pay FROM near n
	WHERE NOT EXISTS (SELECT FROM pool q JOIN near m ON m.account_no = q.payer AND m.party = q.party AND -m.amount_fen = q.amount WHERE m.line = n.line AND q.id <> n.pay)
		AND n.line NOT IN (SELECT m.line FROM near m JOIN statement_line o ON o.account_no = m.account_no AND o.amount_fen = m.amount_fen
			AND o.id <> m.line AND plain_account(o.counterparty_account) = m.party AND abs(o.booked_on - m.booked_on) <= 35))
SELECT ARRAY[line], ARRAY[pay], kind, CASE rank WHEN 1 THEN 'end_to_end_id' ELSE 'code' END, CASE rank WHEN 1 THEN 100 ELSE 99 END FROM one
UNION ALL SELECT those, ARRAY[pay], 'paid', 'parts', 99 FROM parts
UNION ALL SELECT ARRAY[line], those, 'paid', 'sum', 99 FROM sums
UNION ALL SELECT ARRAY[line], those, 'paid', 'sum', 99 FROM batch_sums
UNION ALL SELECT ARRAY[line], ARRAY[pay], 'paid', 'amount_party_date', 99 FROM alone
$$;
GRANT EXECUTE ON FUNCTION plan_matches, plain_account, plain_party, may_be_account TO voucher_app;

-- ---------- closing ----------
/** After payments settled: their claims become partly_paid or paid, their batches partly_paid or closed. */
CREATE FUNCTION follow_settled(ctx jsonb, payments BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
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
 * group took beyond its payment. Refuses payment.not_in_payment, payment.amount_differs.
 */
CREATE FUNCTION settle_groups(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
DECLARE done jsonb; posted BIGINT; pays BIGINT[]; ours BIGINT[]; wrong TEXT; subject TEXT; n_groups INT := jsonb_array_length(args -> 'groups');
BEGIN
	SELECT array_agg(DISTINCT v::bigint) INTO pays FROM jsonb_array_elements(args -> 'groups') g, jsonb_array_elements_text(g -> 'payments') v;
	SELECT array_agg(DISTINCT v::bigint) INTO ours FROM jsonb_array_elements(args -> 'groups') g, jsonb_array_elements_text(g -> 'lines') v;
	PERFORM 1 FROM batch b WHERE b.id IN (SELECT batch_id FROM payment WHERE id = ANY (pays)) ORDER BY b.id FOR NO KEY UPDATE;
	PERFORM 1 FROM payment WHERE id = ANY (pays) ORDER BY id FOR NO KEY UPDATE;
	PERFORM 1 FROM statement_line WHERE id = ANY (ours) ORDER BY id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	DROP TABLE IF EXISTS pg_temp.told, pg_temp.told_line, pg_temp.told_pay;
	CREATE TEMP TABLE told ON COMMIT DROP AS SELECT g.no, g.g ->> 'rule' AS rule, g.g ->> 'restKind' AS rest_kind, g.g ->> 'restReason' AS rest_reason,
		jsonb_array_length(g.g -> 'lines') AS n_lines, jsonb_array_length(g.g -> 'payments') AS n_pays FROM jsonb_array_elements(args -> 'groups') WITH ORDINALITY g(g, no);
	CREATE TEMP TABLE told_line ON COMMIT DROP AS SELECT g.no, v::bigint AS id, l.state, l.part_of_payment_id, l.amount_fen, l.currency, l.account_no, s.authority_id
		FROM jsonb_array_elements(args -> 'groups') WITH ORDINALITY g(g, no), jsonb_array_elements_text(g.g -> 'lines') v
		LEFT JOIN statement_line l ON l.id = v::bigint LEFT JOIN statement s ON s.id = l.statement_id;
	CREATE TEMP TABLE told_pay ON COMMIT DROP AS SELECT g.no, v::bigint AS id, y.number, y.state, y.amount_fen, b.state AS batch_state, o.account_no, f.authority_id
		FROM jsonb_array_elements(args -> 'groups') WITH ORDINALITY g(g, no), jsonb_array_elements_text(g.g -> 'payments') v
		LEFT JOIN payment y ON y.id = v::bigint LEFT JOIN batch b ON b.id = y.batch_id LEFT JOIN fund f ON f.id = b.fund_id
		LEFT JOIN funding_source o ON o.fund_id = b.fund_id AND o.source_no = b.source_no;
	SELECT p.number INTO wrong FROM told_pay p WHERE p.state IS DISTINCT FROM 'sent' OR p.batch_state NOT IN ('sent', 'partly_paid') LIMIT 1;
	IF FOUND OR cardinality(pays) <> (SELECT count(*) FROM told_pay) OR cardinality(ours) <> (SELECT count(*) FROM told_line) OR EXISTS (
		SELECT FROM told_line l WHERE coalesce(l.state, '') NOT IN ('unmatched', 'part')
			OR (l.state = 'part' AND NOT EXISTS (SELECT FROM told_pay p WHERE p.no = l.no AND p.id = l.part_of_payment_id))) THEN
		PERFORM refuse('payment.not_in_payment', jsonb_build_object('number', coalesce(wrong, (SELECT number FROM told_pay ORDER BY no LIMIT 1))));
	END IF;
	SELECT (SELECT number FROM told_pay p WHERE p.no = g.no LIMIT 1) INTO wrong FROM told g
		JOIN (SELECT no, sum(amount_fen) AS amount, min(account_no) AS account, max(account_no) AS account2, min(authority_id) AS authority, bool_and(currency = 'CNY' AND amount_fen < 0) AS fits FROM told_line GROUP BY no) l ON l.no = g.no
		JOIN (SELECT no, sum(amount_fen) AS amount, min(account_no) AS account, max(account_no) AS account2, min(authority_id) AS authority FROM told_pay GROUP BY no) p ON p.no = g.no
		WHERE l.fits IS NOT TRUE OR (g.n_lines > 1 AND g.n_pays > 1) OR l.authority <> p.authority OR l.account <> p.account OR l.account <> l.account2 OR p.account <> p.account2
			OR CASE WHEN g.rest_kind IS NULL THEN l.amount <> -p.amount ELSE g.n_lines > 1 OR l.amount >= -p.amount END LIMIT 1;
	IF FOUND OR n_groups <> (SELECT count(DISTINCT no) FROM told_pay) OR n_groups <> (SELECT count(DISTINCT no) FROM told_line) THEN
		PERFORM refuse('payment.amount_differs', jsonb_build_object('number', wrong));
	END IF;
	SELECT CASE WHEN count(*) = 1 THEN min(number) ELSE (SELECT s.number FROM statement_line l JOIN statement s ON s.id = l.statement_id WHERE l.id = ours[1]) END INTO subject FROM told_pay;
	done := jsonb_build_object('groups', n_groups, 'payments', cardinality(pays), 'lines', cardinality(ours));
	posted := post_command(ctx, CASE WHEN cardinality(pays) = 1 THEN 'payment.settled' ELSE 'payments.settled' END, subject, args, done,
		settlement_movements(ARRAY(SELECT id FROM settlement_line WHERE payment_id = ANY (pays) AND NOT returned), 'in_payment', 'paid'));
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id)
	SELECT l.id, p.id, 'paid', CASE WHEN g.n_lines = 1 THEN -p.amount_fen ELSE l.amount_fen END, g.rule, posted
	FROM told g JOIN told_line l ON l.no = g.no JOIN told_pay p ON p.no = g.no ORDER BY g.no, l.id, p.id;
	UPDATE statement_line s SET state = 'matched', part_of_payment_id = NULL, rest_kind = g.rest_kind, rest_reason = g.rest_reason,
		rest_fen = CASE WHEN g.rest_kind IS NOT NULL THEN l.amount_fen + (SELECT sum(p.amount_fen) FROM told_pay p WHERE p.no = g.no) END
	FROM told g JOIN told_line l ON l.no = g.no WHERE s.id = l.id;
	UPDATE payment SET state = 'confirmed', settled_at = (ctx ->> 'now')::timestamptz WHERE id = ANY (pays);
	PERFORM follow_settled(ctx, pays);
	RETURN done;
END $$;

/**
 * Undoes what a line was matched with, by mirror images: paid → payable → in_payment, or back from payable to where the
 * returned payment stood. All lines and payments of the match go together. args: { lineId, reason }. Refuses
 * match.not_matched, match.later (the money has moved on since).
 */
CREATE FUNCTION undo_match(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pays BIGINT[]; ours BIGINT[]; done jsonb; posted BIGINT; what TEXT; subject TEXT; those BIGINT[]; moves movement[]; was money_stage;
BEGIN
	SELECT array_agg(DISTINCT m.payment_id), min(m.kind) INTO pays, what FROM live_match m WHERE m.statement_line_id = (args ->> 'lineId')::bigint;
	PERFORM 1 FROM batch b WHERE b.id IN (SELECT batch_id FROM payment WHERE id = ANY (pays)) ORDER BY b.id FOR NO KEY UPDATE;
	PERFORM 1 FROM payment WHERE id = ANY (pays) ORDER BY id FOR NO KEY UPDATE;
	SELECT array_agg(DISTINCT m.statement_line_id) INTO ours FROM live_match m WHERE m.payment_id = ANY (pays) AND m.kind = what;
	PERFORM 1 FROM statement_line WHERE id = ANY (ours) ORDER BY id FOR NO KEY UPDATE;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF pays IS NULL OR EXISTS (SELECT FROM statement_line WHERE id = ANY (ours) AND state <> 'matched') THEN PERFORM refuse('match.not_matched'); END IF;
	SELECT string_agg(number, ' ' ORDER BY number) INTO subject FROM (SELECT number FROM payment WHERE id = ANY (pays) ORDER BY number LIMIT 1) x;
	-- the money is where the match put it: not clawed back, not carried to another year, not batched again
	IF EXISTS (SELECT FROM payment WHERE id = ANY (pays) AND state <> CASE what WHEN 'paid' THEN 'confirmed' ELSE 'returned' END)
		OR EXISTS (SELECT FROM payment y JOIN batch b ON b.id = y.batch_id WHERE y.id = ANY (pays) AND successor_of(b.fund_id) IS NOT NULL)
		OR EXISTS (SELECT FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id WHERE l.payment_id = ANY (pays) AND p.demanded_fen + p.clawed_back_fen > 0)
		OR EXISTS (SELECT FROM settlement_line l JOIN clawback k ON k.pay_line_id = l.pay_line_id WHERE l.payment_id = ANY (pays))
		OR (what = 'returned' AND EXISTS (SELECT FROM settlement_line l JOIN settlement_line o ON o.pay_line_id = l.pay_line_id AND o.id > l.id WHERE l.payment_id = ANY (pays))) THEN
		PERFORM refuse('match.later', jsonb_build_object('number', subject));
	END IF;
	those := ARRAY(SELECT id FROM settlement_line WHERE payment_id = ANY (pays));
	IF what = 'paid' THEN
		moves := settlement_movements(those, 'paid', 'payable') || settlement_movements(those, 'payable', 'in_payment');
	ELSE
		SELECT CASE WHEN EXISTS (SELECT FROM live_match m WHERE m.payment_id = ANY (pays) AND m.kind = 'paid') THEN 'paid' ELSE 'in_payment' END INTO was;
		moves := settlement_movements(those, 'payable', 'in_payment');
		IF was = 'paid' THEN moves := moves || settlement_movements(those, 'in_payment', 'paid'); END IF;
		UPDATE fund_cash c SET released_fen = c.released_fen + x.amount FROM (
			SELECT b.fund_id, b.source_no, sum(y.amount_fen)::bigint AS amount FROM payment y JOIN batch b ON b.id = y.batch_id WHERE y.id = ANY (pays) GROUP BY 1, 2) x
		 WHERE c.fund_id = x.fund_id AND c.source_no = x.source_no AND c.received_fen - c.released_fen >= x.amount;
		IF NOT FOUND THEN PERFORM refuse('match.later', jsonb_build_object('number', subject)); END IF;
	END IF;
	done := jsonb_build_object('lines', cardinality(ours), 'payments', cardinality(pays), 'kind', what);
	posted := post_command(ctx, 'match.undone', subject, args, done, moves);
	INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id, undoes)
	SELECT m.statement_line_id, m.payment_id, m.kind, -m.amount_fen, 'hand', posted, m.id FROM live_match m WHERE m.payment_id = ANY (pays) AND m.kind = what ORDER BY m.id;
	UPDATE statement_line SET state = 'unmatched', rest_kind = NULL, rest_fen = NULL, rest_reason = NULL WHERE id = ANY (ours);
	UPDATE settlement_line SET returned = false WHERE payment_id = ANY (pays) AND returned;
	UPDATE payment SET state = CASE WHEN was = 'paid' THEN 'confirmed' ELSE 'sent' END, settled_at = CASE WHEN was = 'paid' THEN settled_at END, return_reason = NULL WHERE id = ANY (pays);
	PERFORM follow_settled(ctx, pays);
	RETURN done;
END $$;
GRANT EXECUTE ON FUNCTION settle_groups, undo_match TO voucher_app;

/**
 * On a zero-balance account the treasury makes the day whole: the line that is the sum of all others of its day, said to be
 * a clearing, with the lines it answers for. Only where exactly one line of the day is.
 */
CREATE FUNCTION clearing_lines(statements BIGINT[]) RETURNS TABLE (line_id BIGINT, others INT, amount_fen BIGINT) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	WITH days AS (
		SELECT l.id, l.state, l.account_no, l.booked_on, l.amount_fen, (concat(l.counterparty_name, ' ', l.remittance) ~ '清算|零余额|国库|财政|归集') AS says_so,
			sum(l.amount_fen) OVER d AS net, count(*) OVER d AS n, bool_or(l.amount_fen IS NULL) OVER d AS is_unclear
		FROM statement_line l WHERE (l.account_no, l.booked_on) IN (SELECT x.account_no, x.booked_on FROM statement_line x WHERE x.statement_id = ANY (statements))
			AND EXISTS (SELECT FROM funding_source o WHERE o.account_no = l.account_no AND o.payer_profile = 'zero_balance')
		WINDOW d AS (PARTITION BY l.account_no, l.booked_on)),
	-- the day comes to nothing, and exactly one line of it says that it makes it so
	found AS (SELECT d.*, count(*) OVER (PARTITION BY d.account_no, d.booked_on) AS answers FROM days d WHERE d.net = 0 AND NOT d.is_unclear AND d.n > 1 AND d.says_so)
	SELECT f.id, (f.n - 1)::int, f.amount_fen FROM found f WHERE f.answers = 1 AND f.state = 'unmatched'
$$;
GRANT EXECUTE ON FUNCTION clearing_lines TO voucher_app;
