-- A sum of two payments may by chance be the amount of a third to the same payee: by amount, account and name a line closes by
-- itself only where no other payment to that account is under way.

/**
 * What of the waiting lines of some statements (of one authority and account) is certain, in one statement whatever their
 * number: groups of lines and payments that explain each other, with rule and certainty in percent. Nothing is closed here.
 */
CREATE OR REPLACE FUNCTION plan_matches(statements BIGINT[]) RETURNS TABLE (line_ids BIGINT[], payment_ids BIGINT[], kind TEXT, rule TEXT, certainty INT)
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
-- nobody else may be meant: one payment of that amount to that account, in any state, one line, wherever it stands, and no other
-- payment to that account under way, of which the line could be a sum or a part
alone AS MATERIALIZED (
	SELECT n.line, n.pay FROM near n
	WHERE NOT EXISTS (SELECT FROM pool q JOIN near m ON m.account_no = q.payer AND m.party = q.party AND -m.amount_fen = q.amount WHERE m.line = n.line AND q.id <> n.pay)
		AND NOT EXISTS (SELECT FROM pool q WHERE q.payer = n.account_no AND q.party = n.party AND q.state = 'sent' AND q.id <> n.pay AND q.id NOT IN (SELECT pay FROM named))
		AND n.line NOT IN (SELECT m.line FROM near m JOIN statement_line o ON o.account_no = m.account_no AND o.amount_fen = m.amount_fen
			AND o.id <> m.line AND plain_account(o.counterparty_account) = m.party AND abs(o.booked_on - m.booked_on) <= 35))
SELECT ARRAY[line], ARRAY[pay], kind, CASE rank WHEN 1 THEN 'end_to_end_id' ELSE 'code' END, CASE rank WHEN 1 THEN 100 ELSE 99 END FROM one
UNION ALL SELECT those, ARRAY[pay], 'paid', 'parts', 99 FROM parts
UNION ALL SELECT ARRAY[line], those, 'paid', 'sum', 99 FROM sums
UNION ALL SELECT ARRAY[line], those, 'paid', 'sum', 99 FROM batch_sums
UNION ALL SELECT ARRAY[line], ARRAY[pay], 'paid', 'amount_party_date', 99 FROM alone
$$;
