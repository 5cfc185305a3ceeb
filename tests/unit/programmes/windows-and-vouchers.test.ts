import { describe, expect, test } from 'vitest'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import { voucherDays } from '#app/domain/programmes/voucher-days.ts'
import { parseDay } from '#app/lib/time.ts'
import { article, brief, documentWith, grant, order, words } from '#tests/fixtures/example-rules.ts'

describe('windows and lateness', () => {
	const windowed = (opens: object, late?: string) =>
		documentWith((draft) => {
			draft.process.windows = [{ text: words('window'), opens, article }]
			if (late) draft.process.late = { kind: late, article }
		})

	test('a yearly window holds its first and last day, also over the end of the year', () => {
		const spring = windowed({ kind: 'yearly', from: '03-18', until: '03-31' })
		const on = (document: ReturnType<typeof windowed>, at: string) => brief(document, grant({ at })).codes
		for (const at of ['2026-03-18', '2026-03-31']) expect(on(spring, at)).toEqual([])
		expect(on(spring, '2026-03-17')).toEqual(['window.opens'])
		expect(on(spring, '2026-04-01')).toEqual(['window.closes'])
		const winter = windowed({ kind: 'yearly', from: '12-15', until: '01-15' })
		for (const at of ['2026-12-31', '2027-01-15']) expect(on(winter, at)).toEqual([])
		expect(on(winter, '2026-06-01')).toEqual(['window.opens'])
	})

	test('what is late is refused, goes to the next round, or needs an approved exception', () => {
		const said = (late: string) =>
			evaluate(windowed({ kind: 'dates', from: '2026-03-01', until: '2026-03-31' }, late), grant()).reasons
		expect(said('refused').find(({ code }) => code === 'window.closes')?.zh).toContain('逾期不予受理')
		expect(said('next_round').find(({ code }) => code === 'window.closes')?.zh).toContain('转入下一批次')
		const exception = windowed({ kind: 'notice' }, 'exception')
		const round = { opensOn: '2026-03-01', closesOn: '2026-03-31' }
		expect(brief(exception, grant({ round })).codes).toEqual(['window.closes'])
		expect(brief(exception, grant({ round: { ...round, lateAllowed: true } })).decision).toBe('eligible')
	})

	test('counter days by zone: only the window of one’s own division counts', () => {
		const document = documentWith((draft) => {
			draft.eligibility.conditions = []
			draft.process.windows = [
				{ text: words('north'), opens: { kind: 'monthly', fromDay: 1, untilDay: 9 }, applicantIn: ['990101'], article },
				{
					text: words('south'),
					opens: { kind: 'monthly', fromDay: 10, untilDay: 20 },
					applicantIn: ['990102'],
					article,
				},
			]
		})
		expect(brief(document, grant()).codes).toEqual(['window.closes'])
		expect(brief(document, grant({ enterprise: { division: '990102' } })).decision).toBe('eligible')
		expect(brief(document, grant({ enterprise: {} })).needs).toEqual(['enterprise.division'])
	})
})

describe('the voucher', () => {
	test('has fixed denominations, is used once, and ends on a day of the next year', () => {
		const document = documentWith((draft) => {
			draft.grant.face = { kind: 'denominations', values: [1_000_000, 2_000_000, 5_000_000] }
			draft.grant.use = 'once'
			draft.grant.redeemBy = { earliestOf: [{ kind: 'day_of_year', day: '02-29', yearsAfter: 1 }] }
		})
		expect(brief(document, grant({ requestedFen: 4_000_000 })).amountFen).toBe(2_000_000n)
		expect(brief(document, grant({ requestedFen: 999_999 })).codes).toContain('grant.minimum')
		expect(brief(document, order({ voucher: { freeFen: 1000, isUsed: true } })).codes).toContain('voucher.once')
		expect(voucherDays(document, parseDay('2026-05-10'))).toEqual({ useBy: '2026-12-31', redeemBy: '2027-02-28' })
		expect(voucherDays(document, parseDay('2027-05-10')).redeemBy).toBe('2028-02-29')
	})

	test('whoever let too much lapse gets none; priority classes are named in their order', () => {
		const document = documentWith((draft) => {
			draft.grant.lapse = { effect: 'void', penalty: { overBp: 5000, barYears: 1 } }
			draft.eligibility.classes = [
				{ id: 'first', name: words('first'), of: [{ kind: 'size', oneOf: ['small'], article }], article },
			]
			draft.eligibility.priority = { classes: ['first'], article }
		})
		const at = (lapsedShareBp?: number) =>
			brief(document, grant({ enterprise: { division: '990101', size: 'small', badCredit: false, lapsedShareBp } }))
		expect(at(5000)).toMatchObject({ decision: 'eligible', codes: ['class.first', 'class.priority'] })
		expect(at(5001).codes).toContain('grant.lapse_penalty')
		expect(at(undefined).needs).toEqual(['enterprise.lapsedShareBp'])
	})
})
