import { endingGuards } from './ending-guards.ts'
import { levelGuards } from './level-guards.ts'
import { lifeGuards } from './life-guards.ts'
import { constraint, inFunction, type MoneyGuard, stateTest, trigger } from './money-guard.ts'
import { queueGuards } from './queue-guards.ts'

/**
 * Every guard that stands between the books and wrong money, by name, and how it is taken away: a piece of a function's
 * text replaced, or a constraint, index or trigger dropped. `npm run drill -- mutants` removes one at a time from a
 * scratch copy of the schema; the money suite must notice each.
 */
const guardsBySection: Record<string, readonly MoneyGuard[]> = {
	...lifeGuards,
	batches: [
		stateTest('lock_batch', 'b', 'open'),
		inFunction('lock_batch: amounts as owed', 'lock_batch', ' OR p.amount_fen <> l.amount_fen'),
		inFunction(
			'lock_batch: confirmed accounts',
			'lock_batch',
			`a.id IS NULL OR a.state <> 'confirmed' OR a.organisation_id <> c.claimant_id`,
			'false',
		),
		stateTest('approve_batch', 'b', 'locked'),
		inFunction(
			'approve_batch: another person',
			'approve_batch',
			`IF (ctx ->> 'actorId')::bigint IN (b.locked_by_id, b.created_by_id) THEN`,
			'IF false THEN',
		),
		constraint('batch: another person', 'batch', 'batch_second_person'),
		inFunction(
			'approve_batch: as it was locked',
			'approve_batch',
			'IF batch_hash(b.id) <> b.content_hash OR',
			'IF false OR',
		),
		inFunction(
			'approve_batch: from received money',
			'approve_batch',
			'IF cash.received_fen - cash.released_fen < b.total_fen THEN',
			'IF false THEN',
		),
		constraint('fund cash: never more than received', 'fund_cash', 'fund_cash_received'),
		stateTest('send_batch', 'b', 'approved'),
		inFunction(
			'void_batch: its state',
			'void_batch',
			`IF b.state NOT IN ('open', 'locked', 'approved') THEN`,
			'IF false THEN',
		),
		inFunction('void_batch: released money is free again', 'void_batch', 'released_fen - b.total_fen', 'released_fen'),
		{ name: 'settlement line: one living per pay line', index: 'settlement_line_one_live' },
		inFunction('settle_payment: a payment under way', 'settle_payment', `pay.state <> 'sent' OR `),
		inFunction('settle_payment: a line not used yet', 'settle_payment', ` OR line.state <> 'unmatched'`),
		inFunction('settle_payment: its amount', 'settle_payment', ' OR line.amount_fen IS DISTINCT FROM -pay.amount_fen'),
		inFunction('settle_payment: its payer', 'settle_payment', ' AND s.account_no = line.account_no'),
		inFunction(
			'return_payment: a payment under way or made',
			'return_payment',
			`pay.state NOT IN ('sent', 'confirmed') OR `,
		),
		inFunction('return_payment: a line not used yet', 'return_payment', ` OR line.state <> 'unmatched'`),
		inFunction('return_payment: its amount', 'return_payment', ' OR line.amount_fen IS DISTINCT FROM pay.amount_fen'),
		inFunction('return_payment: its payer', 'return_payment', ' AND s.account_no = line.account_no'),
		inFunction(
			'return_payment: released money is free again',
			'return_payment',
			'released_fen - pay.amount_fen',
			'released_fen',
		),
	],
	...endingGuards,
	...queueGuards,
	...levelGuards,
	evidence: [
		constraint('transfer: more than nothing', 'transfer', 'transfer_positive'),
		constraint('transfer: legal moves only', 'transfer', 'transfer_legal_move'),
		trigger('transfer: never changed', 'transfer', 'transfer_append_only'),
		trigger('command: never changed', 'command', 'command_append_only'),
		trigger('hold resolution: never changed', 'hold_resolution', 'hold_resolution_append_only'),
		trigger('bank line: never changed', 'statement_line', 'statement_line_guard'),
	],
}

/** Where the money suite looks at a section first: a file, and which of its tests. */
const placeOf: Record<string, readonly string[]> = {
	endings: ['tests/integration/voucher-endings.test.ts'],
	clawbacks: ['tests/integration/clawback.test.ts'],
	years: ['tests/integration/year-end.test.ts'],
	periods: ['tests/integration/periods.test.ts'],
	corrections: ['tests/integration/corrections.test.ts'],
	queues: ['tests/integration/order-queue.test.ts'],
	rewards: [
		'tests/integration/reward-guards.test.ts',
		'tests/integration/reward-clawbacks.test.ts',
		'tests/integration/rewards.test.ts',
	],
	advances: ['tests/integration/advance-guards.test.ts', 'tests/integration/advances.test.ts'],
}

export const moneyGuards = Object.entries(guardsBySection).flatMap(([section, guards]) =>
	guards.map((guard) => ({
		...guard,
		section,
		lookFirst: placeOf[section] ?? ['tests/integration/money-guards.test.ts', '-t', `^${section} `],
	})),
)
