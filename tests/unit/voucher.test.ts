import { describe, expect, test } from 'vitest'
import { policy } from '#app/domain/identity/policy.ts'
import { readDocument } from '#app/domain/programmes/programme-document.ts'
import { voucherDays } from '#app/domain/programmes/voucher-days.ts'
import {
	type ApplicationEvent,
	type ApplicationState,
	applicationMachine,
	applicationPermission,
	applicationStates,
} from '#app/domain/vouchers/application.ts'
import { commitmentText } from '#app/domain/vouchers/commitment.ts'
import {
	freeSign,
	movementKind,
	type SourceBalance,
	voucherFigures,
	voucherStanding,
} from '#app/domain/vouchers/voucher.ts'
import { offers, step } from '#app/lib/machine.ts'
import { parseDay } from '#app/lib/time.ts'
import shipped from '#prisma/seed/programmes/yunze-high-tech-2026/programme.json' with { type: 'json' }

const life: Record<ApplicationState, Partial<Record<ApplicationEvent, ApplicationState>>> = {
	submitted: { grant: 'granted', return: 'returned', refuse: 'refused', withdraw: 'withdrawn' },
	returned: { resubmit: 'submitted', withdraw: 'withdrawn' },
	granted: {},
	refused: {},
	withdrawn: {},
	not_drawn: {},
}

describe('the life of an application', () => {
	test.each(applicationStates)('from %s, the listed events lead on and every other is refused', (state) => {
		expect(offers(applicationMachine, state).sort()).toEqual(Object.keys(life[state]).sort())
		for (const event of Object.keys(applicationMachine) as ApplicationEvent[]) {
			const next = life[state][event]
			if (next) expect(step(applicationMachine, event, state)).toBe(next)
			else expect(() => step(applicationMachine, event, state)).toThrow('state.not_allowed')
		}
	})

	test('every step has a permission', () => {
		for (const permission of Object.values(applicationPermission)) expect(policy).toHaveProperty(permission)
	})
})

const balance = (over: Partial<SourceBalance>): SourceBalance => ({
	faceFen: 60_000n,
	heldFen: 0n,
	redeemedFen: 0n,
	lapsedFen: 0n,
	voidedFen: 0n,
	...over,
})

describe('a voucher’s figures', () => {
	test('face = free + held + used + lapsed + voided', () => {
		const figures = voucherFigures([
			balance({ heldFen: 1n, redeemedFen: 2n, lapsedFen: 3n, voidedFen: 4n }),
			balance({ faceFen: 40_000n, heldFen: 5n }),
		])
		expect(figures).toEqual({ face: 100_000n, free: 99_985n, held: 6n, used: 2n, lapsed: 3n, voided: 4n })
	})

	test.each([
		['active', {}, '2026-12-31', 'active'],
		['active', { heldFen: 1n }, '2026-12-31', 'partly_held'],
		['active', { heldFen: 1n }, '2026-05-09', 'ending_soon'],
		['active', { heldFen: 1n }, '2026-05-10', 'partly_held'],
		['active', { redeemedFen: 60_000n }, '2026-03-11', 'used_up'],
		['active', {}, '2026-03-09', 'lapsed'],
		['active', {}, '2026-03-10', 'ending_soon'],
		['active', {}, null, 'active'],
		['lapsed', {}, '2026-03-09', 'lapsed'],
		['void', {}, '2026-12-31', 'void'],
	] as const)('%s %o until %s reads %s', (state, over, useBy, standing) => {
		expect(
			voucherStanding(state, voucherFigures([balance(over)]), useBy && parseDay(useBy), parseDay('2026-03-10')),
		).toBe(standing)
	})

	test('what a movement is called, and what it does to the free balance', () => {
		const read = (from: string, to: string, action = '') => {
			const kind = movementKind(from, to, action)
			return [kind, Number(freeSign(kind, to))]
		}
		expect(read('available', 'granted')).toEqual(['granted', 1])
		expect(read('granted', 'held')).toEqual(['held', -1])
		expect(read('available', 'held')).toEqual(['held', -1])
		expect(read('held', 'granted')).toEqual(['released', 1])
		expect(read('held', 'available')).toEqual(['released', 1])
		expect(read('held', 'available', 'order.share_lapsed')).toEqual(['forfeited', 0])
		expect(read('redeemed', 'available', 'order.forfeited')).toEqual(['forfeited', 0])
		expect(read('held', 'redeemed')).toEqual(['redeemed', 0])
		expect(read('redeemed', 'granted')).toEqual(['cut', 1])
		expect(read('redeemed', 'available')).toEqual(['cut', 0])
		expect(read('redeemed', 'payable')).toEqual(['payable', 0])
		expect(read('granted', 'available', 'voucher.lapsed')).toEqual(['lapsed', -1])
		expect(read('granted', 'available', 'voucher.voided')).toEqual(['voided', -1])
		expect(read('payable', 'in_payment')).toEqual(['in_payment', 0])
		expect(read('in_payment', 'paid')).toEqual(['paid', 0])
		expect(read('in_payment', 'payable')).toEqual(['returned', 0])
		expect(read('paid', 'surrendered')).toEqual(['other', 0])
	})
})

describe('the last days of a voucher', () => {
	const rules = readDocument(shipped)
	const until = (useBy: NonNullable<typeof rules.grant.useBy>['earliestOf'], from: string) =>
		voucherDays({ ...rules, grant: { ...rules.grant, useBy: { event: 'order', earliestOf: useBy } } }, parseDay(from))
			.useBy

	test('year’s end, days, months (the shorter month’s last day), a date; the earliest counts', () => {
		expect(until([{ kind: 'year_end' }], '2026-03-10')).toBe('2026-12-31')
		expect(until([{ kind: 'days', days: 90 }], '2026-03-10')).toBe('2026-06-08')
		expect(until([{ kind: 'months', months: 12 }], '2026-03-10')).toBe('2027-03-10')
		expect(until([{ kind: 'months', months: 1 }], '2026-01-31')).toBe('2026-02-28')
		expect(until([{ kind: 'months', months: 1 }], '2028-01-31')).toBe('2028-02-29')
		expect(until([{ kind: 'months', months: 11 }], '2026-12-31')).toBe('2027-11-30')
		expect(until([{ kind: 'date', date: parseDay('2026-11-30') }, { kind: 'year_end' }], '2026-03-10')).toBe(
			'2026-11-30',
		)
	})

	test('none where the rules set none', () => {
		expect(
			voucherDays(
				{ ...rules, grant: { ...rules.grant, useBy: undefined, redeemBy: undefined } },
				parseDay('2026-03-10'),
			),
		).toEqual({ useBy: null, redeemBy: null })
	})
})

test('the commitment names the applicant, the rules and every statement that rests on its word', () => {
	const text = commitmentText(readDocument(shipped), {
		enterpriseName: '演示企业',
		creditCode: '91990101000000001P',
		programmeName: '创新券实施办法',
		noticeNo: '云科通〔2026〕1号',
	})
	expect(text.split('\n')[0]).toBe('承诺书')
	for (const part of [
		'演示企业',
		'91990101000000001P',
		'《创新券实施办法》',
		'法定检验和强制检测',
		'批量生产的出厂检验',
		'没有关联关系',
		'其他财政资金',
	])
		expect(text).toContain(part)
})
