import { fen, greatest, least, type Money, subtract, sum, zero } from '#app/lib/money.ts'
import { limitWords, yuanText } from './amount-words.ts'
import type { ApplicantClass } from './answer-match.ts'
import { applyCaps, type BindingCap, bindingCaps, capFinding, lower } from './apply-caps.ts'
import { countsYears } from './cap-keys.ts'
import type { ChosenMoney } from './choose-split.ts'
import type { Words } from './document-parts.ts'
import type { Draw, Evaluation } from './evaluation.ts'
import { type Facts, linesOf } from './facts.ts'
import type { Findings } from './findings.ts'
import { countedDay, yearOf } from './judge-dates.ts'
import { costShares, localityJoined, withMatch } from './payer-shares.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { LineAmount } from './reckon-line.ts'
import { splitAmount } from './split-amount.ts'
import { factorLimit, fundLimit, type Limit, requestLimit, roundedLimit, voucherLimit } from './voucher-limits.ts'

type Floor = ChosenMoney['floors'][number]
type Reckoning = {
	document: ProgrammeDocument
	facts: Facts
	money: ChosenMoney
	applicantClass: ApplicantClass
	findings: Findings
	lines: LineAmount[]
}

/** Caps, voucher, request, split and floor over the lines; then the decision. */
export function settle({ document, facts, money, applicantClass, findings, lines: reckoned }: Reckoning): Evaluation {
	const facets = linesOf(facts)
	const year = yearOf(document, facts, facets[0]!)
	if (year === null && countsYears(document, money, facts))
		findings.need(document.process.yearBy, `dates.${document.process.yearBy.date}On`, {
			zh: '还需要知道计入哪一年度',
			en: 'Still to be known: the year it counts to',
		})
	const joined = localityJoined(money, facts, findings)
	const counted = { year: year ?? 0, day: countedDay(document, facts, facets[0]!) ?? facts.at }
	const caps = bindingCaps({ document, money, facts, applicantClass, counted, lines: reckoned }, findings)
	const count = facts.step === 'grant' ? 0 : facets.length
	if (findings.decide(count) === 'not_eligible') return refuse(document, facts, findings, reckoned)

	let lines = reckoned.map((line, index) => (findings.barred.has(index) ? { ...line, amount: zero } : line))
	lines = withMatch(money, facts, lines, joined)
	checkFloors(money, facts, lines, 'before_caps', findings)
	lines = lines.map((line, index) => (findings.barred.has(index) ? { ...line, amount: zero } : line))
	const before = lines
	lines = applyCaps(
		lines,
		caps.filter(({ cap }) => !cap.level),
		findings,
	)
	lines = limitTo(lines, factorLimit(money, facts, lines), findings)
	lines = limitTo(lines, voucherLimit(document, facts, findings), findings)
	lines = limitTo(lines, requestLimit(facts), findings)
	lines = limitTo(lines, fundLimit(facts), findings)
	if (money.rounding.of === 'total' && facts.step !== 'grant')
		lines = limitTo(lines, roundedLimit(money, lines), findings)

	const total = sum(lines.map((line) => line.amount))
	const levels = caps.filter(({ cap }) => cap.level)
	const rooms = new Map<string, Money>()
	for (const { cap, room } of levels) rooms.set(cap.level!, least(rooms.get(cap.level!) ?? room, room))
	const shares = costShares({ document, money, facts, applicantClass }, lines, findings)
	const wanted = sum(before.filter((_, index) => lines[index]!.amount > 0n).map((line) => line.amount))
	const parts = splitAmount(money.split, total, wanted, { shares, rooms, joined })
	for (const binding of levels)
		if (total > 0n)
			findings.add(
				binding.cap,
				capFinding(binding, parts.get(binding.cap.level!) ?? zero, money.split.kind === 'single'),
			)
	const amount = sum([...parts.values()])
	if (amount < total)
		lines = lower(
			lines,
			lines.map((_, index) => index),
			amount,
		)
	checkFloors(money, facts, lines, 'after_caps', findings)
	if (amount === 0n && findings.needs.length === 0)
		findings.add(
			{},
			{
				code: 'amount.zero',
				verdict: 'no',
				text: { zh: '按办法算下来没有可补贴的金额', en: 'By the rules there is nothing to pay' },
			},
		)

	const decision = findings.decide(count)
	if (decision !== 'eligible') return refuse(document, facts, findings, lines)
	addPayers(document, money, parts, findings)
	return {
		decision,
		amountFen: amount,
		split: document.payers.map(({ code }) => ({ source: code, amountFen: parts.get(code) ?? zero })),
		enterprisePaysFen: facts.step === 'grant' ? zero : greatest(subtract(priceOf(facts, lines), amount), zero),
		baseFen: sum(lines.map((line) => line.base)),
		draws: drawsOf(caps, lines, parts),
		lines: facts.step === 'grant' ? [] : lines.map(({ base, amount: part }) => ({ baseFen: base, amountFen: part })),
		reasons: findings.reasons,
		needs: [],
	}
}

function limitTo(lines: LineAmount[], limit: Limit | undefined, findings: Findings): LineAmount[] {
	if (!limit || sum(lines.map((line) => line.amount)) <= limit.most) return lines
	findings.add({}, { code: limit.code, verdict: 'limit', text: limit.text, amountFen: limit.most })
	return lower(
		lines,
		lines.map((_, index) => index),
		limit.most,
	)
}

function checkFloors(
	{ floors }: ChosenMoney,
	facts: Facts,
	lines: readonly LineAmount[],
	when: 'before_caps' | 'after_caps',
	findings: Findings,
) {
	for (const floor of floors) {
		if (!floor.at.includes(facts.step) || floor.measured !== when) continue
		if (findings.needs.length > 0) continue
		const looked = lines.flatMap((line, index) =>
			!findings.barred.has(index) && (!floor.rows || (line.row !== null && floor.rows.includes(line.row)))
				? [index]
				: [],
		)
		const measured = (index: number) => (floor.of === 'base' ? lines[index]!.base : lines[index]!.amount)
		if (floor.each === 'line' && lines.length > 1)
			for (const index of looked) belowFloor(floor, measured(index), findings, index)
		else if (looked.length > 0 || lines.length === 0) belowFloor(floor, sum(looked.map(measured)), findings)
	}
}

function belowFloor(floor: Floor, value: Money, findings: Findings, index?: number) {
	if (value >= floor.minFen) return
	const least = limitWords(floor.minFen)
	const missing = yuanText(fen(floor.minFen - value))
	const what: Words = floor.of === 'base' ? { zh: '计算基数', en: 'The base' } : { zh: '补贴额', en: 'The subsidy' }
	findings.add(
		floor,
		{
			code: `floor.${floor.of}`,
			verdict: 'no',
			text: {
				zh: `${index === undefined ? '单次' : '单项'}${what.zh}满 ${least.zh}才能申请，现为 ${yuanText(value)}，还差 ${missing}`,
				en: `${what.en} must reach ${least.en} at a time; it is ${yuanText(value)}, ${missing} short`,
			},
			amountFen: value,
		},
		index,
	)
}

function addPayers(
	document: ProgrammeDocument,
	{ split }: ChosenMoney,
	parts: ReadonlyMap<string, Money>,
	findings: Findings,
) {
	const paying = document.payers.filter(({ code }) => (parts.get(code) ?? zero) > 0n)
	const zh = paying.map(({ code, name }) => `${name.zh} ${yuanText(parts.get(code)!)}`).join('，')
	const en = paying.map(({ code, name }) => `${name.en} ${yuanText(parts.get(code)!)}`).join(', ')
	findings.add(split, { code: 'split.payers', verdict: 'info', text: { zh: `由谁支付：${zh}`, en: `Paid by: ${en}` } })
}

function drawsOf(caps: readonly BindingCap[], lines: readonly LineAmount[], parts: ReadonlyMap<string, Money>): Draw[] {
	return caps.flatMap(({ cap, key, limit, draws, times, lines: counted }) => {
		if (key === null || !draws) return []
		const drawn = cap.level ? (parts.get(cap.level) ?? zero) : sum(counted.map((index) => lines[index]!.amount))
		const amount = times && drawn > 0n ? fen(1) : drawn
		return amount > 0n ? [{ capKey: key, limitFen: limit, amountFen: amount }] : []
	})
}

/** The full price: what the contract says, else the best amount known. */
function priceOf(facts: Facts, lines: readonly LineAmount[]): Money {
	return sum(
		linesOf(facts).map(
			({ money }, index) =>
				money?.contractFen ??
				money?.serviceFen ??
				money?.invoiceFen ??
				money?.costFen ??
				money?.paidFen ??
				lines[index]?.base ??
				zero,
		),
	)
}

export function refuse(
	document: ProgrammeDocument,
	facts: Facts,
	findings: Findings,
	lines: readonly LineAmount[],
): Evaluation {
	const atGrant = facts.step === 'grant'
	return {
		decision: findings.decide(atGrant ? 0 : linesOf(facts).length),
		amountFen: zero,
		split: document.payers.map(({ code }) => ({ source: code, amountFen: zero })),
		enterprisePaysFen: atGrant ? zero : priceOf(facts, lines),
		baseFen: sum(lines.map((line) => line.base)),
		draws: [],
		lines: atGrant ? [] : linesOf(facts).map((_, index) => ({ baseFen: lines[index]?.base ?? zero, amountFen: zero })),
		reasons: findings.reasons,
		needs: findings.needs,
	}
}
