import { describe, expect, test } from 'vitest'
import { type ClaimState, claimMachine, claimStates, decisionFault, isCut } from '#app/domain/claims/claim.ts'
import { shareApproved } from '#app/domain/claims/claim-evaluation.ts'
import { reviewClaimForm, startClaimForm } from '#app/domain/claims/claim-forms.ts'
import { daysLeft, isRunning } from '#app/domain/notices/notice.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { offers, step } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'

const life: Record<ClaimState, Partial<Record<keyof typeof claimMachine, ClaimState>>> = {
	draft: { submit: 'submitted', withdraw: 'withdrawn' },
	submitted: { withdraw: 'withdrawn', return: 'returned', review: 'reviewed' },
	returned: { submit: 'submitted', withdraw: 'withdrawn' },
	reviewed: { review: 'reviewed', publish: 'on_notice', approve: 'approved', refuse: 'refused' },
	on_notice: { take_off_notice: 'reviewed', approve: 'approved', refuse: 'refused' },
	approved: { pay_part: 'partly_paid', pay_all: 'paid' },
	partly_paid: { pay_all: 'paid', pay_back: 'approved' },
	paid: { pay_part: 'partly_paid', pay_back: 'approved' },
	refused: {},
	withdrawn: {},
}

describe('the life of a claim', () => {
	test.each(claimStates)('from %s, only the listed events lead on', (state) => {
		expect(offers(claimMachine, state).sort()).toEqual(Object.keys(life[state]).sort())
		for (const [event, next] of Object.entries(life[state]))
			expect(step(claimMachine, event as keyof typeof claimMachine, state)).toBe(next)
	})

	test('any other event is refused', () => {
		expect(() => step(claimMachine, 'withdraw', 'reviewed')).toThrow('state.not_allowed')
		expect(() => step(claimMachine, 'approve', 'submitted')).toThrow('state.not_allowed')
	})
})

describe('a reviewer’s decision', () => {
	const lines = [
		{ lineNo: 1, claimedFen: 100n },
		{ lineNo: 2, claimedFen: 50n },
	]
	const decide = (lineNo: number, approved: number, reason = '', article = '') => ({
		lineNo,
		approvedFen: fen(approved),
		reason,
		article,
	})

	test('names every line once, never above what is claimed, and explains a cut with its article', () => {
		expect(decisionFault(lines, [decide(1, 100), decide(2, 50)])).toBeNull()
		expect(decisionFault(lines, [decide(1, 100)])).toBe('line_missing')
		expect(decisionFault(lines, [decide(1, 100), decide(1, 100)])).toBe('line_missing')
		expect(decisionFault(lines, [decide(1, 100), decide(3, 50)])).toBe('line_missing')
		expect(decisionFault(lines, [decide(1, 101), decide(2, 50)])).toBe('above_claimed')
		expect(decisionFault(lines, [decide(1, 90), decide(2, 50)])).toBe('cut_needs_reason')
		expect(decisionFault(lines, [decide(1, 90, '加急费'), decide(2, 50)])).toBe('cut_needs_reason')
		expect(decisionFault(lines, [decide(1, 90, '加急费', '第八条'), decide(2, 0, '强制检测', '第八条')])).toBeNull()
	})

	test('is a cut below the claimed amount', () => {
		expect(isCut({ claimedFen: 100n, approvedFen: null })).toBe(false)
		expect(isCut({ claimedFen: 100n, approvedFen: 100n })).toBe(false)
		expect(isCut({ claimedFen: 100n, approvedFen: 99n })).toBe(true)
	})

	test('is read from a form with amounts in yuan', () => {
		const read = reviewClaimForm.parse({ lines: [{ lineNo: '1', approvedYuan: '1,234.50' }] })
		expect(read.lines[0]).toMatchObject({ lineNo: 1, approvedYuan: 123_450n, reason: '' })
	})
})

test('one ticked order and several are read alike', () => {
	expect(startClaimForm.parse({ orders: 'DD-2026-000001' }).orders).toEqual(['DD-2026-000001'])
	expect(startClaimForm.parse({ orders: ['A', 'B'] }).orders).toEqual(['A', 'B'])
	expect(startClaimForm.safeParse({}).success).toBe(false)
})

describe('what an approved claim without a voucher draws', () => {
	const evaluation: Evaluation = {
		decision: 'eligible',
		amountFen: fen(10_000),
		split: [
			{ source: 'city', amountFen: fen(7_000) },
			{ source: 'district', amountFen: fen(3_000) },
		],
		enterprisePaysFen: fen(10_000),
		baseFen: fen(20_000),
		draws: [
			{ capKey: 'year', limitFen: fen(100_000), amountFen: fen(10_000) },
			{ capKey: 'city-year', limitFen: fen(50_000), amountFen: fen(7_000) },
			{ capKey: 'class', limitFen: fen(50_000), amountFen: fen(5_000) },
		],
		lines: [{ baseFen: fen(20_000), amountFen: fen(10_000) }],
		reasons: [],
		needs: [],
	}

	test('is what the rules gave when nothing was cut', () => {
		expect(shareApproved(evaluation, fen(10_000))).toEqual({ split: evaluation.split, draws: evaluation.draws })
	})

	test('shrinks with a cut: parts sum to it, each source’s cap takes its source’s part, others round up', () => {
		const shared = shareApproved(evaluation, fen(9_999))
		expect(shared.split.map((part) => part.amountFen)).toEqual([6_999n, 3_000n])
		expect(shared.draws.map((draw) => draw.amountFen)).toEqual([9_999n, 6_999n, 5_000n])
	})
})

describe('the days of a notice', () => {
	const notice = { state: 'open', closesOn: parseDay('2026-03-17') }

	test('end at 24:00 in Shanghai', () => {
		expect(isRunning(notice, new Date('2026-03-17T15:59:59.999Z'))).toBe(true)
		expect(isRunning(notice, new Date('2026-03-17T16:00:00Z'))).toBe(false)
		expect(isRunning({ ...notice, state: 'withdrawn' }, new Date('2026-03-16T00:00:00Z'))).toBe(false)
	})

	test('count today', () => {
		expect(daysLeft(notice.closesOn, new Date('2026-03-17T01:00:00Z'))).toBe(1)
		expect(daysLeft(notice.closesOn, new Date('2026-03-15T01:00:00Z'))).toBe(3)
		expect(daysLeft(notice.closesOn, new Date('2026-03-18T01:00:00Z'))).toBe(0)
	})
})
