import { isDeepStrictEqual } from 'node:util'
import { type Model, stages } from './model.ts'
import type { Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

/** Anything as one line, amounts as text. */
export const text = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v))
const words = (parts: readonly bigint[]) => parts.map(String)

/** Where the database and the model differ, in words; empty when nowhere. */
export function differences(m: Model, { ids, town }: World, s: Snapshot): string {
	const found: string[] = []
	const same = (what: string, model: unknown, database: unknown) => {
		if (!isDeepStrictEqual(model, database)) found.push(`${what}: model ${text(model)}, database ${text(database)}`)
	}
	for (const stage of [...stages, 'treasury'] as const) {
		const there = m.balance[stage].map(() => '0')
		for (const [source, amount] of s.stages[stage] ?? []) there[source - 1] = amount
		same(`stage ${stage}`, words(m.balance[stage]), there)
	}
	same('fund', m.fundState, s.fund)
	if (m.fundState === 'approved') {
		same('available', words(m.balance.available), s.available)
		same(
			'cash',
			m.received.map((received, i) => words([received, m.released[i]!])),
			s.cash,
		)
	}
	same(
		'caps',
		Object.fromEntries(
			Object.entries(m.caps)
				.filter(([, used]) => used !== 0n)
				.map(([key, used]) => [key, String(used)]),
		),
		s.caps,
	)
	const vouchers = Object.entries(m.vouchers).map(([number, v]) => {
		const parts = v.face.map((face, i) => words([face, v.held[i]!, v.used[i]!, v.lapsed[i]!, v.voided[i]!]))
		return [number, { state: v.state, useBy: v.useBy, parts }]
	})
	same(
		'vouchers',
		Object.fromEntries(vouchers),
		Object.fromEntries(
			Object.entries(s.vouchers).map(([number, { state, useBy, parts }]) => [number, { state, useBy, parts }]),
		),
	)
	same(
		'orders',
		m.orders.map((order) => [
			order.state,
			String(order.amount),
			order.holds.map((hold) => [words(hold.parts), hold.redeemed && words(hold.redeemed)]),
		]),
		s.orders,
	)
	same(
		'claims',
		m.claims.map((claim) => [claim.state, claim.drawn && words(claim.drawn)]),
		s.claims,
	)
	const payLines = s.payLines.map((p) => [
		`${ids.claims.indexOf(BigInt(p.claim))}:${p.source}`,
		[p.amount, p.demanded, p.clawedBack],
	])
	same(
		'pay lines',
		Object.fromEntries(
			Object.entries(m.payLines).map(([key, line]) => [key, words([line.amount, line.demanded, line.clawedBack])]),
		),
		Object.fromEntries(payLines),
	)
	same(
		'batches',
		m.batches.map((batch) => [batch.state, String(batch.total)]),
		s.batches,
	)
	const payments = s.payments.map((p) => [
		`${ids.batches.indexOf(BigInt(p.batch))}:${town.providers.indexOf(BigInt(p.payee))}`,
		[p.state, p.amount],
	])
	same(
		'payments',
		Object.fromEntries(Object.entries(m.payments).map(([key, p]) => [key, [p.state, String(p.amount)]])),
		Object.fromEntries(payments),
	)
	same(
		'bank lines',
		m.bankLines.map((line) => line.state),
		s.bankLines,
	)
	same(
		'documents',
		m.documents.map((document) => document.state),
		s.documents,
	)
	same(
		'applications',
		m.applications.map((application) => application.state),
		s.applications,
	)
	same(
		'proposals',
		m.proposals.map((proposal) => proposal.state),
		s.proposals,
	)
	same(
		'clawbacks',
		m.clawbacks.map((clawback) => [clawback.state, String(clawback.received)]),
		s.clawbacks,
	)
	same('commands', m.accepted, s.commands)
	return found.join('; ')
}
