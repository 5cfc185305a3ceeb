import { fen, greatest, least, type Money, share, subtract, sum, zero } from '#app/lib/money.ts'
import { codesWords, codeWords, limitWords, percent, yuanText } from './amount-words.ts'
import type { Asked } from './answer-match.ts'
import type { Words } from './document-parts.ts'
import type { AmountName } from './facts.ts'
import type { Findings } from './findings.ts'
import type { MoneyRules } from './money-rules.ts'

/** What stands in for an amount not known before the work is done, the best first. */
const agreedNames = ['contract', 'service', 'cost', 'invoice', 'paid'] as const

/** The base in fen; undefined when a fact is missing (said in the findings). `baseOf`: amounts a row names instead of the rule's. */
export function reckonBase(
	{ base: rule, otherSubsidies }: Pick<MoneyRules, 'base' | 'otherSubsidies'>,
	baseOf: readonly AmountName[] | undefined,
	{ facts, line }: Asked,
	findings: Findings,
	index?: number,
): Money | undefined {
	const base = baseOf ? { ...rule, of: baseOf } : rule
	const known = (name: AmountName): Money | undefined => line.money?.[`${name}Fen`]
	const listed = base.of.map(known)
	const missing = base.of.filter((name) => known(name) === undefined)
	const agreed = agreedNames.map(known).find((value) => value !== undefined)
	if (facts.step === 'claim' ? missing.length > 0 : agreed === undefined && missing.length === base.of.length) {
		for (const name of facts.step === 'claim' ? missing : base.of.slice(0, 1))
			findings.need(
				base,
				`money.${name}Fen`,
				{ zh: `还需要知道${codeWords(name).zh}`, en: `Still to be known: ${codeWords(name).en}` },
				index,
			)
		return undefined
	}
	const amounts = listed.filter((value): value is Money => value !== undefined)
	let amount = amounts.length === 0 ? agreed! : base.combine === 'sum' ? sum(amounts) : amounts.reduce(least)
	if (base.tax === 'exclusive') {
		const rate = line.money?.taxRateBp
		if (rate === undefined) {
			findings.need(base, 'money.taxRateBp', { zh: '还需要知道税率', en: 'Still to be known: the tax rate' }, index)
			return undefined
		}
		amount = fen((amount * 10_000n) / BigInt(10_000 + rate))
	}
	if (otherSubsidies) {
		const other = line.money?.otherSubsidyFen
		if (other === undefined) {
			const demand = { zh: '同一费用未获得其他财政补助', en: 'no other public subsidy for the same cost' }
			findings.unsure(otherSubsidies, { code: 'base.other_subsidies', demand, needs: ['money.otherSubsidyFen'] }, index)
		} else if (other > 0n && otherSubsidies.treatment === 'forbid')
			findings.add(
				otherSubsidies,
				{
					code: 'base.other_subsidies',
					verdict: 'no',
					text: {
						zh: `同一费用已获得其他财政补助 ${yuanText(other)}，不再重复支持`,
						en: `The same cost already has ${yuanText(other)} of public subsidy; it is not supported twice`,
					},
					amountFen: other,
				},
				index,
			)
		else if (other > 0n && otherSubsidies.treatment === 'deduct') {
			amount = greatest(subtract(amount, other), zero)
			findings.add(
				otherSubsidies,
				{
					code: 'base.other_subsidies',
					verdict: 'limit',
					text: {
						zh: `先扣除其他财政补助 ${yuanText(other)}`,
						en: `Other public subsidies of ${yuanText(other)} are taken off first`,
					},
					amountFen: other,
				},
				index,
			)
		}
	}
	const name = baseWords(base)
	if (base.maxFen !== undefined && amount > base.maxFen) {
		const most = limitWords(base.maxFen)
		findings.add(
			base,
			{
				code: 'base.most',
				verdict: 'limit',
				text: { zh: `单项最多按 ${most.zh}计算`, en: `At most ${most.en} of a service counts` },
				amountFen: base.maxFen,
			},
			index,
		)
		amount = base.maxFen
	}
	findings.add(
		base,
		{
			code: 'base.amount',
			verdict: 'ok',
			text: { zh: `按${name.zh}计算：${yuanText(amount)}`, en: `Reckoned on ${name.en}: ${yuanText(amount)}` },
			amountFen: amount,
		},
		index,
	)
	return amount
}

/** What the rate is applied to, in words. */
export function baseWords({ of, combine }: Pick<MoneyRules['base'], 'combine'> & { of: readonly AmountName[] }): Words {
	if (of.length === 1) return codeWords(of[0]!)
	const names = codesWords(of)
	return combine === 'sum'
		? { zh: `${names.zh}合计`, en: `the sum of ${names.en}` }
		: { zh: `${names.zh}中较低者`, en: `the least of ${names.en}` }
}

/** Keeps all public money on a line within the joint ceiling, where the document sets one. */
export function ceilingOfOthers(
	{ otherSubsidies }: Pick<MoneyRules, 'otherSubsidies'>,
	amount: Money,
	base: Money | null,
	{ line }: Asked,
	findings: Findings,
	index?: number,
): Money {
	if (otherSubsidies?.treatment !== 'ceiling' || base === null) return amount
	const room = greatest(
		subtract(share(base, otherSubsidies.ceilingBp ?? 10_000), line.money?.otherSubsidyFen ?? zero),
		zero,
	)
	if (amount <= room) return amount
	findings.add(
		otherSubsidies,
		{
			code: 'base.other_subsidies',
			verdict: 'limit',
			text: {
				zh: `各项财政补助合计不超过 ${percent(otherSubsidies.ceilingBp ?? 10_000)}，本次按 ${yuanText(room)}`,
				en: `All public subsidies together are limited to ${percent(otherSubsidies.ceilingBp ?? 10_000)}: ${yuanText(room)} here`,
			},
			amountFen: room,
		},
		index,
	)
	return room
}
