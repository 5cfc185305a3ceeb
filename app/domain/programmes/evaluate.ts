import { add, fen, greatest, least, type Money, share, subtract, sum, zero } from '#app/lib/money.ts'
import { codeWords, limitWords, yuanText } from './amount-words.ts'
import { answerMatch, type ApplicantClass, type Asked } from './answer-match.ts'
import { applyCaps, type BindingCap, bindingCaps, capFinding, countedBy, lower } from './apply-caps.ts'
import { moneyOf } from './cap-keys.ts'
import type { Words } from './document-parts.ts'
import type { Draw, Evaluation } from './evaluation.ts'
import { type Facts, type LineFacts, linesOf } from './facts.ts'
import { every, Findings } from './findings.ts'
import { addConditions, judge } from './judge-conditions.ts'
import { judgeDates, judgeServicePeriod, yearOf } from './judge-dates.ts'
import { judgeScope } from './judge-scope.ts'
import { inRegion } from './document-parts.ts'
import type { MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { reckonFace } from './reckon-face.ts'
import { type LineAmount, reckonLine } from './reckon-line.ts'
import { splitAmount } from './split-amount.ts'

/**
 * Decides eligibility and money of one question under a programme's rules. Pure, total and deterministic; all amounts
 * in fen. Facts that a rule asks for and nobody gave make the decision `needs`; nothing is ever guessed.
 */
export function evaluate(document: ProgrammeDocument, facts: Facts): Evaluation {
	return answer(document, facts, new Findings())
}

/**
 * What the programme would pay if every condition nobody answered yet were met: for price boxes and examples. Each
 * such condition stands among the reasons as a premise. Never a ground for posting money.
 */
export function estimate(document: ProgrammeDocument, facts: Facts): Evaluation {
	return answer(document, facts, new Findings(true))
}

function answer(document: ProgrammeDocument, facts: Facts, findings: Findings): Evaluation {
	const lines = linesOf(facts)
	const several = lines.length > 1
	judgeDates(document, facts, findings)
	const applicantClass = classify(document, facts, lines[0]!, findings)
	if (facts.holder !== 'provider') addConditions('eligibility', document.eligibility.conditions, facts, lines[0]!, findings)
	const money = moneyOf(document, facts)
	if (!money) {
		findings.add({}, { code: 'reward.none', verdict: 'no', text: { zh: '本办法不奖励服务机构', en: 'These rules give no reward to providers' } })
		return refuse(document, facts, findings, [])
	}
	if (facts.step === 'grant') {
		const face = reckonFace(document, facts, applicantClass, findings)
		return settle({ document, facts, money, applicantClass, findings, lines: [{ base: face ?? zero, amount: face ?? zero, row: null }] })
	}
	const year = yearOf(document, facts, lines[0]!)
	const reckoned = lines.map((line, index): LineAmount => {
		const at = several ? index : undefined
		if (facts.holder !== 'provider') judgeScope(document, facts, line, findings, at)
		else addConditions('provider', document.providers, facts, line, findings, at)
		judgeServicePeriod(document, facts, line, findings, at)
		if (several && yearOf(document, facts, line) !== year)
			findings.add(document.process.yearBy, { code: 'window.year', verdict: 'no', text: { zh: '与第一项不在同一年度，请分开申请', en: 'Not of the same year as the first line: claim it separately' } }, at)
		return reckonLine(money, { facts, line, applicantClass }, findings, at)
	})
	return settle({ document, facts, money, applicantClass, findings, lines: reckoned })
}

/** The applicant's class: the first whose conditions all hold. */
function classify({ eligibility }: ProgrammeDocument, facts: Facts, line: LineFacts, findings: Findings): ApplicantClass {
	for (const entry of eligibility.classes) {
		const held = every(entry.of.map((condition) => judge(condition, facts, line).answer))
		if (held.holds === null) return { needs: held.needs }
		if (!held.holds) continue
		findings.add(entry, { code: `class.${entry.id}`, verdict: 'info', text: { zh: `申请人类别：${entry.name.zh}`, en: `Class of applicant: ${entry.name.en}` } })
		return { id: entry.id }
	}
	if (eligibility.classRequired)
		findings.add({}, { code: 'class.none', verdict: 'no', text: { zh: '不属于任何一类支持对象', en: 'Not in any class that is supported' } })
	return { id: null }
}

type Reckoning = {
	document: ProgrammeDocument
	facts: Facts
	money: MoneyRules
	applicantClass: ApplicantClass
	findings: Findings
	lines: LineAmount[]
}

/** Caps, voucher, request, split and floor over the lines; then the decision. */
function settle({ document, facts, money, applicantClass, findings, lines: reckoned }: Reckoning): Evaluation {
	const facets = linesOf(facts)
	const year = yearOf(document, facts, facets[0]!)
	if (year === null)
		findings.need(document.process.yearBy, `dates.${document.process.yearBy.date}On`, { zh: '还需要知道计入哪一年度', en: 'Still to be known: the year it counts to' })
	const joined = localityJoined(money, facts, findings)
	const caps = bindingCaps(money.caps, { document, facts, applicantClass, year: year ?? 0 }, findings)
	const count = facts.step === 'grant' ? 0 : facets.length
	if (findings.decide(count) === 'not_eligible') return refuse(document, facts, findings, reckoned)

	let lines = reckoned.map((line, index) => (findings.barred.has(index) ? { ...line, amount: zero } : line))
	lines = withMatch(money, lines, joined)
	checkFloors(money, facts, lines, 'before_caps', findings)
	lines = applyCaps(lines, caps.filter(({ cap }) => !cap.level), findings)
	lines = limitTo(lines, voucherLimit(document, facts, findings), findings)
	lines = limitTo(lines, requestLimit(facts), findings)

	const total = sum(lines.map((line) => line.amount))
	const levels = caps.filter(({ cap }) => cap.level)
	const rooms = new Map<string, Money>()
	for (const { cap, room } of levels) rooms.set(cap.level!, least(rooms.get(cap.level!) ?? room, room))
	const shares = costShares(money, facts, applicantClass, lines, findings)
	const parts = splitAmount(money.split, total, { shares, rooms, joined })
	for (const binding of levels) if (total > 0n) findings.add(binding.cap, levelFinding(binding, parts.get(binding.cap.level!) ?? zero))
	const amount = sum([...parts.values()])
	if (amount < total) lines = lower(lines, lines.map((_, index) => index), amount)
	checkFloors(money, facts, lines, 'after_caps', findings)
	if (amount === 0n && findings.needs.length === 0)
		findings.add({}, { code: 'amount.zero', verdict: 'no', text: { zh: '按办法算下来没有可补贴的金额', en: 'By the rules there is nothing to pay' } })

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

/** Whether the enterprise's locality matches; a locality outside refuses where the rule says so. */
function localityJoined({ split }: MoneyRules, { enterprise }: Facts, findings: Findings): boolean {
	if (split.kind !== 'match') return false
	const { divisions } = split
	const joined = divisions ? (enterprise.division === undefined ? undefined : inRegion(enterprise.division, divisions)) : enterprise.localityJoined
	if (joined === undefined) findings.need(split, divisions ? 'enterprise.division' : 'enterprise.localityJoined', { zh: '还需要知道所在地是否参加联动资助', en: 'Still to be known: whether the locality takes part in the co-funding' })
	if (joined === false)
		findings.add(
			split,
			split.notJoined === 'refuse'
				? { code: 'split.locality', verdict: 'no', text: { zh: '所在地未参加联动资助，暂不能用券', en: 'The locality does not take part in the co-funding, so no voucher can be used yet' } }
				: { code: 'split.locality', verdict: 'info', text: { zh: '所在地未参加联动资助，只有上级部分', en: 'The locality does not take part, so only the lead’s part is paid' } },
		)
	return joined ?? false
}

/** Adds the matching source's part to what the rate gave, never beyond the base. */
function withMatch({ split }: MoneyRules, lines: LineAmount[], joined: boolean): LineAmount[] {
	if (split.kind !== 'match' || !joined) return lines
	return lines.map((line) => ({ ...line, amount: least(add(line.amount, share(line.amount, split.ratioBp)), line.base) }))
}

/** What a voucher leaves: free at an order, held at a claim. Undefined: no voucher in question. */
function voucherLimit({ grant, process }: ProgrammeDocument, facts: Facts, findings: Findings): { most: Money; text: Words; code: string } | undefined {
	if (facts.step === 'grant' || facts.holder === 'provider' || grant.object === 'none') return undefined
	const most = facts.step === 'order' ? facts.voucher?.freeFen : facts.voucher?.heldFen
	const path = facts.step === 'order' ? 'voucher.freeFen' : 'voucher.heldFen'
	if (most === undefined) {
		if (process.encumbrance.point === 'grant')
			findings.unsure(grant, { code: path, demand: { zh: '持有足额的创新券', en: 'a voucher with enough left on it' }, needs: [path] })
		return undefined
	}
	const text: Words = facts.step === 'order'
		? { zh: `券内还有 ${yuanText(most)} 可用，这一单按 ${yuanText(most)}`, en: `${yuanText(most)} is left on the voucher, so ${yuanText(most)} here` }
		: { zh: `这一单用券 ${yuanText(most)}，兑付不超过这个数`, en: `${yuanText(most)} of the voucher went into it; no more can be claimed` }
	return { most, text, code: facts.step === 'order' ? 'voucher.free' : 'voucher.held' }
}

function requestLimit({ requestedFen, step }: Facts): { most: Money; text: Words; code: string } | undefined {
	if (requestedFen === undefined || step === 'grant') return undefined
	return { most: requestedFen, code: 'amount.requested', text: { zh: `按申请的 ${yuanText(requestedFen)}`, en: `As asked for: ${yuanText(requestedFen)}` } }
}

function limitTo(lines: LineAmount[], limit: { most: Money; text: Words; code: string } | undefined, findings: Findings): LineAmount[] {
	if (!limit || sum(lines.map((line) => line.amount)) <= limit.most) return lines
	findings.add({}, { code: limit.code, verdict: 'limit', text: limit.text, amountFen: limit.most })
	return lower(lines, lines.map((_, index) => index), limit.most)
}

/** What each source may pay at most of the cost, summed over the lines; empty for other shapes and at a grant. */
function costShares({ split }: MoneyRules, facts: Facts, applicantClass: ApplicantClass, lines: readonly LineAmount[], findings: Findings): Map<string, Money> {
	const shares = new Map<string, Money>()
	if (split.kind !== 'cost_shares' || facts.step === 'grant') return shares
	const facets = linesOf(facts)
	for (const part of split.parts) {
		let most = zero
		lines.forEach((line, index) => {
			const asked: Asked = { facts, line: facets[index]!, applicantClass }
			const held = answerMatch(part.when, asked)
			if (held.holds === null) findings.add(split, { code: 'split.part', verdict: 'needs', text: { zh: `还需要知道${codeWords(part.source).zh}是否承担`, en: `Still to be known: whether ${part.source} pays a part` }, needs: held.needs })
			if (held.holds && line.amount > 0n) most = add(most, share(line.base, part.bp))
		})
		shares.set(part.source, most)
	}
	return shares
}

function levelFinding(binding: BindingCap, part: Money) {
	return capFinding(binding, part)
}

function checkFloors({ floors }: MoneyRules, facts: Facts, lines: readonly LineAmount[], when: 'before_caps' | 'after_caps', findings: Findings) {
	for (const floor of floors) {
		if (!floor.at.includes(facts.step) || floor.measured !== when) continue
		const value = sum(lines.map((line) => (floor.of === 'base' ? line.base : line.amount)))
		if (value >= floor.minFen || findings.needs.length > 0) continue
		const least = limitWords(floor.minFen)
		const missing = yuanText(fen(floor.minFen - value))
		const what: Words = floor.of === 'base' ? { zh: '计算基数', en: 'the base' } : { zh: '补贴额', en: 'the subsidy' }
		findings.add(floor, {
			code: `floor.${floor.of}`,
			verdict: 'no',
			text: { zh: `单次${what.zh}满 ${least.zh}才能申请，现为 ${yuanText(value)}，还差 ${missing}`, en: `${what.en} must reach ${least.en} at a time; it is ${yuanText(value)}, ${missing} short` },
			amountFen: value,
		})
	}
}

function addPayers(document: ProgrammeDocument, { split }: MoneyRules, parts: ReadonlyMap<string, Money>, findings: Findings) {
	const paying = document.payers.filter(({ code }) => (parts.get(code) ?? zero) > 0n)
	const zh = paying.map(({ code, name }) => `${name.zh} ${yuanText(parts.get(code)!)}`).join('，')
	const en = paying.map(({ code, name }) => `${name.en} ${yuanText(parts.get(code)!)}`).join(', ')
	findings.add(split, { code: 'split.payers', verdict: 'info', text: { zh: `由谁支付：${zh}`, en: `Paid by: ${en}` } })
}

function drawsOf(caps: readonly BindingCap[], lines: readonly LineAmount[], parts: ReadonlyMap<string, Money>): Draw[] {
	return caps.flatMap(({ cap, key, limit }) => {
		if (key === null) return []
		const amount = cap.level ? (parts.get(cap.level) ?? zero) : sum(countedBy(cap, lines).map((index) => lines[index]!.amount))
		return amount > 0n ? [{ capKey: key, limitFen: limit, amountFen: amount }] : []
	})
}

/** The full price: what the contract says, else the best amount known. */
function priceOf(facts: Facts, lines: readonly LineAmount[]): Money {
	return sum(
		linesOf(facts).map(({ money }, index) => money?.contractFen ?? money?.serviceFen ?? money?.invoiceFen ?? money?.costFen ?? money?.paidFen ?? lines[index]?.base ?? zero),
	)
}

function refuse(document: ProgrammeDocument, facts: Facts, findings: Findings, lines: readonly LineAmount[]): Evaluation {
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
