import { approved, command, event, type Step, transfer } from './million-steps.ts'

const approvedAt = `at + interval '28 days'`
/** Claims: approved, a third of them cut. */
const claims: Step[] = [
	{
		sql: `INSERT INTO claim (id, number, programme_id, version_id, round_id, fund_id, kind, mode, claimant_id, enterprise_id, payee_account_id, state, claimed_fen, approved_fen, commitment_text, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at, approved_by_id, approved_at)
			SELECT clm, 'DF-2026-' || no, :programme, :version, round, :fund, 'voucher', 'deduct', provider, enterprise, payee, CASE k WHEN 19 THEN 'paid' ELSE 'approved' END, 400000, 400000 - cut1 - cut2, '承诺材料属实。', :seller, at + interval '16 days', :reviewer, at + interval '20 days', :settlement, ${approvedAt}
			FROM chunk WHERE k >= 17 ORDER BY n`,
	},
	{
		sql: `INSERT INTO claim_line (id, claim_id, line_no, kind, order_id, title, base_fen, claimed_fen, approved_fen, cut_reason, cut_article)
			SELECT :line + n, clm, 1, 'order', ord, '演示服务', 1000000, 400000, 400000 - cut1 - cut2, CASE WHEN cut1 > 0 THEN '加急费不在支持范围' END, CASE WHEN cut1 > 0 THEN '第八条第三项' END FROM chunk WHERE k >= 17 ORDER BY n`,
	},
	{ sql: 'INSERT INTO claimed_order (order_id, claim_id) SELECT ord, clm FROM chunk WHERE k >= 17 ORDER BY n' },
	command(4, 'k >= 17', {
		action: 'claim.approved',
		subject: `'DF-2026-' || no`,
		actor: ':settlement',
		org: ':office',
		lines: 'CASE WHEN cut1 > 0 THEN 4 ELSE 2 END',
		at: approvedAt,
		details: `jsonb_build_object('claimId', clm)`,
		answer: `jsonb_build_object('claimId', clm::text, 'number', 'DF-2026-' || no, 'approvedFen', (400000 - cut1 - cut2)::text, 'cutFen', (cut1 + cut2)::text)`,
	}),
	transfer(4, 'k >= 17', {
		from: 'redeemed',
		to: 'payable',
		parts: approved,
		at: approvedAt,
		order: true,
		claim: true,
	}),
	transfer(4, 'k >= 17 AND cut1 > 0', {
		from: 'redeemed',
		to: 'granted',
		parts: ['cut1', 'cut2'],
		at: approvedAt,
		order: true,
		claim: true,
		line: 2,
	}),
	event(4, 'k >= 17', 'c.at'),
	{
		sql: `INSERT INTO pay_line (id, claim_id, fund_id, source_no, amount_fen) SELECT :payline + 2 * n + s - 1, clm, :fund, s, CASE s WHEN 1 THEN 240000 - cut1 ELSE 160000 - cut2 END FROM chunk, generate_series(1, 2) s WHERE k >= 17 ORDER BY n, s`,
	},
]

/** One batch per chunk of what goes to the bank (k = 18) or is paid (k = 19), per source: x numbers them 0 to 3. */
function batch(k: 18 | 19, source: 1 | 2): Step[] {
	const x = (k - 18) * 2 + source - 1
	const id = `(:batch + :no * 4 + ${x})`
	const isPaid = k === 19
	const firstPayment = `(:payment + (:no * 4 + ${x}) * 100)`
	const amount = source === 1 ? '240000 - cut1' : '160000 - cut2'
	const number = `'QS-2026-' || (900000 + :no * 4 + ${x})`
	const at = `(SELECT min(at) FROM chunk) + interval '30 days'`
	const commandOf = (kind: number) => `(SELECT min(cmd) FROM chunk) + 5 * :size + ${x * 3 + kind}`
	const simple = (kind: number, action: string, actor: string, lines: string): Step => ({
		isEvidence: true,
		sql: `INSERT INTO command (id, scope_org_id, input_hash, actor_id, action, subject, details, answer, transfer_count, at, xid, digest)
			SELECT ${commandOf(kind)}, :office, repeat('0', 64), ${actor}, '${action}', ${number}, jsonb_build_object('batchId', ${id}), jsonb_build_object('batchId', ${id}::text, 'number', ${number}), ${lines}, ${at}, pg_current_xact_id(), ''`,
	})
	const settleCommand = `(SELECT min(cmd) FROM chunk) + 6 * :size + ${x} * 100 + place`
	const moved = (from: string, to: string, commandId: string): Step => ({
		isEvidence: true,
		sql: `INSERT INTO transfer (command_id, line_no, fund_id, source_no, claim_id, pay_line_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
			SELECT ${commandId}, row_number() OVER (PARTITION BY ${commandId} ORDER BY n), :fund, ${source}, clm, :payline + 2 * n + ${source - 1}, '${from}', '${to}', ${amount}, ((${at}) AT TIME ZONE 'Asia/Shanghai')::date, now(), pg_current_xact_id(), ''
			FROM chunk WHERE k = ${k} ORDER BY n`,
	})
	const steps: Step[] = [
		{
			sql: `INSERT INTO batch (id, number, fund_id, source_no, state, approval_document_no, content_hash, total_fen, created_by_id, locked_by_id, locked_at, approved_by_id, approved_at, sent_by_id, sent_at, message_id, closed_at)
				SELECT ${id}, ${number}, :fund, ${source}, '${isPaid ? 'closed' : 'sent'}', '云科付〔2026〕9号', repeat('0', 64), sum(${amount}), :settlement, :settlement, ${at}, :finance, ${at}, :finance, ${at}, 'TEST-MILLION-' || ${id}, ${isPaid ? at : 'NULL'}
				FROM chunk WHERE k = ${k}`,
		},
		{
			sql: `INSERT INTO payment (id, number, batch_id, payee_account_id, payee_id, account_name, account_no, bank_name, bank_code, amount_fen, code, end_to_end_id, state, settled_at, line_count, lines_hash)
				SELECT ${firstPayment} + place, 'FK-2026-' || (10000000 + (:no * 4 + ${x}) * 100 + place), ${id}, s.payee, s.id, s.account_name, s.account_no, s.bank_name, s.bank_code, sum(${amount}), 'KM' || (10000000 + (:no * 4 + ${x}) * 100 + place), 'QSM' || ${id} || '-' || place, '${isPaid ? 'confirmed' : 'sent'}', ${isPaid ? at : 'NULL'},
					count(*), encode(sha256(convert_to(string_agg(:payline + 2 * n + ${source - 1} || '|' || ${amount}, chr(10) ORDER BY n), 'UTF8')), 'hex')
				FROM chunk JOIN seller s ON s.i = place WHERE k = ${k} GROUP BY place, s.payee, s.id, s.account_name, s.account_no, s.bank_name, s.bank_code`,
		},
		{
			sql: `INSERT INTO settlement_line (pay_line_id, attempt, batch_id, payment_id, payee_account_id, amount_fen) SELECT :payline + 2 * n + ${source - 1}, 1, ${id}, ${firstPayment} + place, payee, ${amount} FROM chunk WHERE k = ${k} ORDER BY n`,
		},
		{ sql: `UPDATE batch SET content_hash = batch_hash(id) WHERE id = ${id}` },
		simple(0, 'batch.locked', ':settlement', '0'),
		simple(1, 'batch.approved', ':finance', '0'),
		simple(2, 'batch.sent', ':finance', `(SELECT count(*) FROM chunk WHERE k = ${k})`),
		moved('payable', 'in_payment', commandOf(2)),
	]
	if (isPaid)
		steps.push(
			{
				isEvidence: true,
				sql: `INSERT INTO command (id, scope_org_id, input_hash, actor_id, action, subject, details, answer, transfer_count, at, xid, digest)
					SELECT ${settleCommand}, :office, repeat('0', 64), :finance, 'payment.settled', 'FK-2026-' || (10000000 + (:no * 4 + ${x}) * 100 + place), '{}', '{}', count(*), ${at}, pg_current_xact_id(), '' FROM chunk WHERE k = ${k} GROUP BY place`,
			},
			moved('in_payment', 'paid', settleCommand),
			{
				sql: `INSERT INTO statement (id, number, authority_id, account_no, format, statement_id, currency, opening, closing, opening_fen, closing_fen, opening_on, closing_on, file_sha256, file_name, imported_by_id)
					SELECT :statement + :no * 4 + ${x}, 'DZ-2026-' || (900000 + :no * 4 + ${x}), :office, f.account_no, 'csv', 'MILLION-' || ${id}, 'CNY', (b.total_fen / 100.0)::numeric(20, 2)::text, '0.00', b.total_fen, 0, (${at})::date, (${at})::date, md5(${id}::text) || md5('m'), 'million.csv', :finance
					FROM batch b JOIN funding_source f ON f.fund_id = b.fund_id AND f.source_no = b.source_no WHERE b.id = ${id}`,
			},
			{
				sql: `INSERT INTO statement_line (id, statement_id, line_no, file_line, account_no, reference, booked_on, amount, amount_fen, currency, counterparty_name, counterparty_account, end_to_end_id, remittance, state)
					SELECT :bankLine + y.id - :payment, :statement + :no * 4 + ${x}, row_number() OVER (ORDER BY y.id), row_number() OVER (ORDER BY y.id) + 1, f.account_no, 'BKM' || y.id, (${at})::date, (-y.amount_fen / 100.0)::numeric(20, 2)::text, -y.amount_fen, 'CNY', y.account_name, y.account_no, y.end_to_end_id, y.code, 'matched'
					FROM payment y JOIN batch b ON b.id = y.batch_id JOIN funding_source f ON f.fund_id = b.fund_id AND f.source_no = b.source_no WHERE y.batch_id = ${id}`,
			},
			{
				sql: `INSERT INTO statement_match (statement_line_id, payment_id, kind, amount_fen, by_rule, command_id)
					SELECT :bankLine + y.id - :payment, y.id, 'paid', -y.amount_fen, 'end_to_end_id', ${settleCommand.replace('place', `(y.id - ${firstPayment})`)} FROM payment y WHERE y.batch_id = ${id}`,
			},
		)
	return steps
}

export const settlementSteps: readonly Step[] = [
	...claims,
	...batch(18, 1),
	...batch(18, 2),
	...batch(19, 1),
	...batch(19, 2),
]
