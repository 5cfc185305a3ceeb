import { fen, least, type Money, share, subtract, zero } from '#app/lib/money.ts'
import { limitWords, percent, yuanText } from './amount-words.ts'
import { type Asked, answerMatch } from './answer-match.ts'
import type { Words } from './document-parts.ts'
import type { Findings } from './findings.ts'
import type { MoneyRules, RateRow } from './money-rules.ts'
import { ceilingOfOthers, reckonBase } from './reckon-base.ts'

/** One line reckoned: its base, the amount before any cap, and the row that gave it. */
export type LineAmount = { base: Money; amount: Money; row: string | null }

const nothing: LineAmount = { base: zero, amount: zero, row: null }

/** Base, rate, bonuses and rounding of one line. Missing facts and what stands in the way go to the findings. */
export function reckonLine(money: MoneyRules, asked: Asked, findings: Findings, index?: number): LineAmount {
	const row = chooseRow(money, asked, findings, index)
	if (!row) return nothing
	const costFree = (row.pays.kind === 'flat' || row.pays.kind === 'per_unit') && asked.line.money === undefined
	const base = costFree ? null : reckonBase(money, asked, findings, index)
	if (base === undefined) return nothing
	const paid = applyRate(money, row, base, asked, findings, index)
	if (paid === undefined) return nothing
	const bounded = base === null ? paid : least(paid, base)
	return { base: base ?? bounded, amount: ceilingOfOthers(money, bounded, base, asked, findings, index), row: row.id }
}

function chooseRow(money: MoneyRules, asked: Asked, findings: Findings, index?: number): RateRow | null {
	for (const row of money.rate.rows) {
		const answer = answerMatch(row.when, asked)
		if (answer.holds === true) return row
		if (answer.holds === null) {
			findings.add(
				row,
				{
					code: 'rate.row',
					verdict: 'needs',
					text: {
						zh: `还需要知道是否适用「${row.name.zh}」`,
						en: `Still to be known: whether “${row.name.en}” applies`,
					},
					needs: answer.needs,
				},
				index,
			)
			return null
		}
	}
	findings.add(
		money.rate.rows[0] ?? {},
		{ code: 'rate.none', verdict: 'no', text: { zh: '这一情形没有支持标准', en: 'There is no rate for this case' } },
		index,
	)
	return null
}

/** The amount by rate, bonus, published rate and rounding; undefined when a fact is missing. */
function applyRate(
	money: MoneyRules,
	row: RateRow,
	base: Money | null,
	asked: Asked,
	findings: Findings,
	index?: number,
): Money | undefined {
	let bp = row.pays.kind === 'share' ? row.pays.bp : 0
	let factor = 10_000n
	const extras: { zh: string[]; en: string[] } = { zh: [], en: [] }
	for (const bonus of money.bonuses) {
		if (bonus.rows && !bonus.rows.includes(row.id)) continue
		const answer = answerMatch(bonus.when, asked)
		if (answer.holds === null && findings.assume) {
			// an estimate never promises what may not apply
			const text: Words = {
				zh: `没有计入「${bonus.name.zh}」的加成`,
				en: `Not counted: the bonus for “${bonus.name.en}”`,
			}
			findings.add(bonus, { code: `bonus.${bonus.id}`, verdict: 'info', text }, index)
			continue
		}
		if (answer.holds === null) {
			findings.add(
				bonus,
				{
					code: `bonus.${bonus.id}`,
					verdict: 'needs',
					text: {
						zh: `还需要知道是否适用「${bonus.name.zh}」`,
						en: `Still to be known: whether “${bonus.name.en}” applies`,
					},
					needs: answer.needs,
				},
				index,
			)
			return undefined
		}
		if (!answer.holds) continue
		const how: Words =
			bonus.mode === 'points'
				? {
						zh: `比例加 ${percent(bonus.bp).replace('%', '')} 个百分点`,
						en: `${percent(bonus.bp).replace('%', '')} points more`,
					}
				: { zh: `按 ${percent(10_000 + bonus.bp)} 计`, en: `at ${percent(10_000 + bonus.bp)} of it` }
		findings.add(
			bonus,
			{
				code: `bonus.${bonus.id}`,
				verdict: 'ok',
				text: { zh: `${bonus.name.zh}：${how.zh}`, en: `${bonus.name.en}: ${how.en}` },
			},
			index,
		)
		if (bonus.mode === 'points') bp = Math.min(bp + bonus.bp, 10_000)
		else factor = (factor * BigInt(10_000 + bonus.bp)) / 10_000n
	}
	const { published } = money.rate
	if (published) {
		const { round, step } = asked.facts
		const value = published.kind === 'rate' ? round?.rateBp : round?.factorBp
		const what: Words =
			published.kind === 'rate'
				? { zh: '当年公布的比例', en: 'the rate published for the year' }
				: { zh: '本批次公布的折算系数', en: 'the factor published for the round' }
		if (value === undefined && step === 'claim') {
			findings.need(
				published,
				`round.${published.kind}Bp`,
				{ zh: `还需要知道${what.zh}`, en: `Still to be known: ${what.en}` },
				index,
			)
			return undefined
		}
		if (value === undefined)
			findings.add(
				published,
				{
					code: 'rate.published',
					verdict: 'info',
					text: { zh: `最终以${what.zh}为准`, en: `In the end it is ${what.en}` },
				},
				index,
			)
		else {
			if (published.kind === 'rate') bp = Math.min(bp, value)
			else factor = (factor * BigInt(value)) / 10_000n
			extras.zh.push(`${what.zh} ${percent(value)}`)
			extras.en.push(`${what.en} ${percent(value)}`)
		}
	}
	const reckoned = payOf(row, base, bp, asked, findings, index)
	if (!reckoned) return undefined
	const amount = roundTo(fen((reckoned.amount * factor) / 10_000n), money.rounding)
	const tail: Words = {
		zh: extras.zh.length > 0 ? `（${extras.zh.join('，')}）` : '',
		en: extras.en.length > 0 ? ` (${extras.en.join(', ')})` : '',
	}
	findings.add(
		row,
		{
			code: 'rate.amount',
			verdict: 'ok',
			text: {
				zh: `${row.name.zh}：${reckoned.text.zh}${tail.zh}，得 ${yuanText(amount)}`,
				en: `${row.name.en}: ${reckoned.text.en}${tail.en}, which is ${yuanText(amount)}`,
			},
			amountFen: amount,
		},
		index,
	)
	return amount
}

function payOf(
	{ pays }: RateRow,
	base: Money | null,
	bp: number,
	{ line }: Asked,
	findings: Findings,
	index?: number,
): { amount: Money; text: Words } | undefined {
	switch (pays.kind) {
		case 'share':
			return { amount: share(base ?? zero, bp), text: { zh: `按 ${percent(bp)}`, en: `at ${percent(bp)}` } }
		case 'flat':
			return {
				amount: pays.fen,
				text: { zh: `定额 ${limitWords(pays.fen).zh}`, en: `a flat ${limitWords(pays.fen).en}` },
			}
		case 'per_unit': {
			const quantity = line.service?.quantity
			if (quantity === undefined) {
				findings.need(
					{},
					'service.quantity',
					{ zh: `还需要知道数量（${pays.unit.zh}）`, en: `Still to be known: how many (${pays.unit.en})` },
					index,
				)
				return undefined
			}
			const counted = Math.min(quantity, pays.maxUnits ?? quantity)
			return {
				amount: fen(pays.fen * BigInt(counted)),
				text: {
					zh: `每${pays.unit.zh} ${limitWords(pays.fen).zh}，计 ${counted}${pays.unit.zh}`,
					en: `${limitWords(pays.fen).en} per ${pays.unit.en}, ${counted} counted`,
				},
			}
		}
		case 'tiers':
			return { amount: tiered(pays.tiers, pays.mode, base ?? zero), text: { zh: '分档计算', en: 'by tiers' } }
	}
}

function tiered(
	tiers: readonly { uptoFen: Money | null; bp: number }[],
	mode: 'marginal' | 'whole',
	base: Money,
): Money {
	let below = zero
	let total = zero
	for (const { uptoFen, bp } of tiers) {
		const inside = uptoFen === null || base <= uptoFen
		if (mode === 'whole') {
			if (inside) return share(base, bp)
			continue
		}
		total = fen(total + share(subtract(inside ? base : uptoFen, below), bp))
		if (inside) return total
		below = uptoFen
	}
	return total
}

const unitFen = { fen: 1n, jiao: 10n, yuan: 100n, ten_yuan: 1_000n, hundred_yuan: 10_000n } as const

/** Rounds a computed amount to the document's unit. Caps and balances are never rounded. */
export function roundTo(amount: Money, { unit, mode }: Pick<MoneyRules['rounding'], 'unit' | 'mode'>): Money {
	const size = unitFen[unit]
	const half = mode === 'half_up' ? size / 2n : 0n
	return fen(((amount + half) / size) * size)
}
