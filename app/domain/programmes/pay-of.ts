import { least, type Money, subtract, zero } from '#app/lib/money.ts'
import { limitWords, percent, yuanText } from './amount-words.ts'
import type { Asked } from './answer-match.ts'
import type { Words } from './document-parts.ts'
import type { Findings } from './findings.ts'
import type { Pays, RateRow } from './rate-rules.ts'

/** What a row pays before bonus and rounding, as a fraction of fen, and how in words. */
type Paid = { part: bigint; whole: bigint; text: Words }

type Situation = {
	base: Money | null
	priorBase: Money | undefined
	/** points of bonuses, in basis points */
	points: number
	/** the most a share may come to */
	mostBp: number
}

const whole = (amount: Money, text: Words): Paid => ({ part: amount, whole: 1n, text })

/** What a row pays; undefined when a fact is missing. */
export function payOf(
	row: RateRow,
	{ base, priorBase, points, mostBp }: Situation,
	{ line }: Asked,
	findings: Findings,
	index?: number,
): Paid | undefined {
	const { pays } = row
	const shared = (bp: number): Paid => {
		const counted = Math.min(bp + points, mostBp, 10_000)
		const text = percent(counted)
		return { part: (base ?? zero) * BigInt(counted), whole: 10_000n, text: { zh: `按 ${text}`, en: `at ${text}` } }
	}
	switch (pays.kind) {
		case 'share':
			return shared(pays.bp)
		case 'flat':
			return whole(pays.fen, { zh: `定额 ${limitWords(pays.fen).zh}`, en: `a flat ${limitWords(pays.fen).en}` })
		case 'per_unit': {
			const quantity = line.service?.quantity
			if (quantity === undefined) {
				findings.need(
					row,
					'service.quantity',
					{ zh: `还需要知道数量（${pays.unit.zh}）`, en: `Still to be known: how many (${pays.unit.en})` },
					index,
				)
				return undefined
			}
			const counted = Math.min(quantity, pays.maxUnits ?? quantity)
			const each = limitWords(pays.fen)
			return whole((pays.fen * BigInt(counted)) as Money, {
				zh: `每${pays.unit.zh} ${each.zh}，计 ${counted}${pays.unit.zh}`,
				en: `${each.en} per ${pays.unit.en}, ${counted} counted`,
			})
		}
		case 'tiers':
			return tiersOf(row, pays, { base: base ?? zero, priorBase }, findings, index)
		case 'appraised': {
			const value = line.service?.appraisedBp
			if (value !== undefined) return shared(Math.max(pays.minBp, Math.min(pays.maxBp, value)))
			const range = `${percent(pays.minBp)}–${percent(pays.maxBp)}`
			return toAppraise(row, 'service.appraisedBp', range, () => shared(pays.minBp), findings, index)
		}
		case 'appraised_amount': {
			const value = line.service?.appraisedFen
			const text = (amount: Money): Words => ({
				zh: `评定为 ${yuanText(amount)}`,
				en: `appraised at ${yuanText(amount)}`,
			})
			if (value !== undefined) {
				const amount = value < pays.minFen ? pays.minFen : least(value, pays.maxFen)
				return whole(amount, text(amount))
			}
			const range = `${yuanText(pays.minFen)}–${yuanText(pays.maxFen)}`
			const lowest = () => whole(pays.minFen, text(pays.minFen))
			return toAppraise(row, 'service.appraisedFen', range, lowest, findings, index)
		}
	}
}

/** What nobody has appraised yet: asked for, or in an estimate the least it can be. */
function toAppraise(
	row: RateRow,
	path: string,
	range: string,
	lowest: () => Paid,
	findings: Findings,
	index: number | undefined,
): Paid | undefined {
	if (!findings.assume) {
		findings.need(row, path, { zh: `还需要评定（${range}）`, en: `Still to be appraised (${range})` }, index)
		return undefined
	}
	const text: Words = {
		zh: `由评定确定（${range}），按最低计`,
		en: `Set by an appraisal (${range}); the least is taken`,
	}
	findings.add(row, { code: 'rate.appraised', verdict: 'info', text }, index)
	return lowest()
}

type Tiers = Extract<Pays, { kind: 'tiers' }>

function tiersOf(
	row: RateRow,
	{ tiers, mode, over }: Tiers,
	{ base, priorBase }: { base: Money; priorBase: Money | undefined },
	findings: Findings,
	index?: number,
): Paid | undefined {
	const text: Words = { zh: '分档计算', en: 'by tiers' }
	if (over !== 'year') return { part: tiered(tiers, mode, base), whole: 10_000n, text }
	if (priorBase === undefined) {
		const asked = { zh: '还需要知道本年度已计入的金额', en: 'Still to be known: what was counted this year before' }
		findings.need(row, 'yearBaseFen', asked, index)
		return undefined
	}
	const upto = (priorBase + base) as Money
	return { part: tiered(tiers, 'marginal', upto) - tiered(tiers, 'marginal', priorBase), whole: 10_000n, text }
}

/** What tiers pay of a base, in ten-thousandths of fen. */
function tiered(tiers: Tiers['tiers'], mode: Tiers['mode'], base: Money): bigint {
	let below = zero
	let total = 0n
	for (const { uptoFen, bp } of tiers) {
		const inside = uptoFen === null || base <= uptoFen
		if (mode === 'whole') {
			if (inside) return base * BigInt(bp)
			continue
		}
		total += subtract(inside ? base : uptoFen, below) * BigInt(bp)
		if (inside) return total
		below = uptoFen
	}
	return total
}
