import type { Invariant } from './invariant.ts'

/** The months that are closed now: of each the last close, up to the last closed month of its authority. */
const closedNow = `
	closed AS (SELECT DISTINCT ON (c.authority_id, c.month) c.* FROM period_close c
		WHERE c.kind = 'close' AND c.month <= closed_through(c.authority_id) ORDER BY c.authority_id, c.month, c.id DESC),
	last AS (SELECT authority_id, max(month) AS month FROM closed GROUP BY 1)`

/** Months of the books: closed ones stay as they were closed. Corrections: each mirrors what it corrects, and two people stand behind it. */
export const periodInvariants: readonly Invariant[] = [
	{
		name: 'closed_totals',
		says: 'every closed month adds up to the totals it was closed with, per fund, source and stage',
		sql: `WITH ${closedNow},
			moved AS (SELECT f.authority_id, month_of(t.effective_on) AS month, t.fund_id, t.source_no, m.stage, sum(m.amount) AS amount
				FROM last JOIN fund f USING (authority_id) JOIN transfer t ON t.fund_id = f.id,
					LATERAL (VALUES (t.to_stage, t.amount_fen), (t.from_stage, -t.amount_fen)) m(stage, amount)
				WHERE t.effective_on <= month_end(last.month) GROUP BY 1, 2, 3, 4, 5),
			now AS (SELECT c.authority_id, c.month, m.fund_id, m.source_no, m.stage, sum(m.amount) AS amount
				FROM closed c JOIN moved m ON m.authority_id = c.authority_id AND m.month <= c.month GROUP BY 1, 2, 3, 4, 5),
			kept AS (SELECT c.authority_id, c.month, (x ->> 'fundId')::bigint AS fund_id, (x ->> 'sourceNo')::smallint AS source_no, (x ->> 'stage')::money_stage AS stage, (x ->> 'amountFen')::numeric AS amount
				FROM closed c, jsonb_array_elements(c.totals) x)
			SELECT concat_ws(' ', 'authority', authority_id, month, 'fund', fund_id, 'source', source_no, stage) AS subject, coalesce(k.amount, 0)::text AS expected, coalesce(n.amount, 0)::text AS actual
			FROM kept k FULL JOIN now n USING (authority_id, month, fund_id, source_no, stage) WHERE coalesce(k.amount, 0) <> coalesce(n.amount, 0)`,
	},
	{
		name: 'closed_roots',
		says: 'every closed month has the root it was closed with',
		sql: `WITH ${closedNow},
			digests AS (SELECT f.authority_id, month_of(t.effective_on) AS month, string_agg(t.digest, '' ORDER BY t.id) AS all_digests
				FROM last JOIN fund f USING (authority_id) JOIN transfer t ON t.fund_id = f.id WHERE t.effective_on <= month_end(last.month) GROUP BY 1, 2)
			SELECT concat_ws(' ', 'authority', c.authority_id, c.month) AS subject, encode(c.root, 'hex') AS expected, encode(r.root, 'hex') AS actual
			FROM closed c LEFT JOIN closed p ON p.authority_id = c.authority_id AND p.month = month_after(c.month, -1)
			LEFT JOIN digests d ON d.authority_id = c.authority_id AND d.month = c.month
			CROSS JOIN LATERAL (SELECT sha256(coalesce(p.root, '') || convert_to(c.authority_id || '|' || c.month || '|' || c.totals::text, 'UTF8') || coalesce(d.all_digests, '')) AS root) r
			WHERE c.root <> r.root`,
	},
	{
		name: 'corrections',
		says: 'a correcting transfer mirrors the one it names, once, in a correction that two people stand behind',
		sql: `SELECT 'transfer ' || t.id AS subject, 'mirror of transfer ' || t.corrects AS expected, concat_ws(' ', t.from_stage, t.to_stage, t.amount_fen, 'correction', c.number) AS actual
			FROM transfer t LEFT JOIN transfer o ON o.id = t.corrects LEFT JOIN correction c ON c.command_id = t.command_id AND c.state = 'approved' AND c.decided_by_id <> c.proposed_by_id
			WHERE t.corrects IS NOT NULL AND (c.id IS NULL OR o.corrects IS NOT NULL
				OR (o.fund_id, o.source_no, o.from_stage, o.to_stage, o.amount_fen) IS DISTINCT FROM (t.fund_id, t.source_no, t.to_stage, t.from_stage, t.amount_fen)
				OR (o.entitlement_id, o.order_id, o.claim_id, o.pay_line_id) IS DISTINCT FROM (t.entitlement_id, t.order_id, t.claim_id, t.pay_line_id))
			UNION ALL SELECT 'transfer ' || corrects, 'corrected once', count(*)::text FROM transfer WHERE corrects IS NOT NULL GROUP BY corrects HAVING count(*) > 1
			UNION ALL SELECT 'correction ' || c.number, 'transfers', 'none' FROM correction c
				WHERE c.state = 'approved' AND NOT EXISTS (SELECT FROM transfer t WHERE t.command_id = c.command_id AND t.corrects = c.transfer_id)`,
	},
	{
		name: 'period_order',
		says: 'months close one after the other, and only the last closed one is reopened; each step had two people',
		sql: `SELECT concat_ws(' ', 'authority', authority_id, kind, month) AS subject, coalesce(CASE kind WHEN 'close' THEN month_after(through) ELSE through END, 'any') AS expected, month::text AS actual
			FROM (SELECT *, lag(CASE kind WHEN 'close' THEN month ELSE month_after(month, -1) END) OVER (PARTITION BY authority_id ORDER BY id) AS through FROM period_close) p
			WHERE month <> CASE kind WHEN 'close' THEN month_after(through) ELSE through END OR (kind = 'reopen' AND through IS NULL)
			UNION ALL SELECT concat_ws(' ', 'authority', authority_id, month), 'another person', 'account ' || approved_by_id FROM period_close WHERE approved_by_id = closed_by_id`,
	},
]
