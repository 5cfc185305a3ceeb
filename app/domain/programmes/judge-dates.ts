import type { LocalDate } from '#app/lib/time.ts'
import { dayWords } from './amount-words.ts'
import { inRegion, type Provenance, type Words } from './document-parts.ts'
import type { Facts, LineFacts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { voucherDays } from './voucher-days.ts'

/** Whether the day is right: validity of the rules, window of the round, use-by and redeem-by of the voucher. */
export function judgeDates(document: ProgrammeDocument, facts: Facts, findings: Findings) {
	judgeValidity(document, facts, findings)
	judgeWindow(document, facts, findings)
	if (document.grant.object !== 'none') judgeVoucherDays(document, facts, findings)
}

/** A claim on a voucher settles under the rules the voucher was granted under, whenever it is made. */
function judgeValidity({ validity, grant }: ProgrammeDocument, facts: Facts, findings: Findings) {
	if (facts.step === 'claim' && grant.object !== 'none') return
	const day =
		facts.step === 'claim' ? (facts.dates?.serviceOn ?? facts.lines?.[0]?.dates?.serviceOn ?? facts.at) : facts.at
	if (validity.from && day < validity.from) {
		const from = dayWords(validity.from)
		findings.add(validity, {
			code: 'validity.from',
			verdict: 'no',
			text: { zh: `办法自${from.zh}起施行`, en: `The rules apply from ${from.en}` },
		})
	}
	if (validity.until && day > validity.until) {
		const until = dayWords(validity.until)
		findings.add(validity, {
			code: 'validity.until',
			verdict: 'no',
			text: { zh: `办法有效期到${until.zh}为止`, en: `The rules ended on ${until.en}` },
		})
	}
}

/** Windows are asked of applications for a voucher, and of claims where there is none. */
function judgeWindow(document: ProgrammeDocument, facts: Facts, findings: Findings) {
	const asksWindow = document.grant.object === 'none' ? facts.step === 'claim' : facts.step === 'grant'
	if (!asksWindow || facts.holder === 'provider') return
	const { windows } = document.process
	const { round, enterprise } = facts
	if (round?.opensOn || round?.closesOn) return judgeRound(document, facts, findings)
	let missing = false
	const standing: WindowStanding[] = []
	for (const window of windows) {
		if (!window.opens) continue
		if (window.applicantIn && enterprise.division === undefined) missing = true
		else if (!window.applicantIn || inRegion(enterprise.division!, window.applicantIn))
			standing.push({ window, is: standingOn(window.opens, facts.at) })
	}
	if (standing.some(({ is }) => is === 'open')) return
	const [first] = standing
	if (missing)
		findings.need(windows[0]!, 'enterprise.division', {
			zh: '还需要知道注册地，才能确定受理时间',
			en: 'Still to be known: where it is registered, which says when applications are taken',
		})
	else if (first?.is === 'round')
		findings.unsure(first.window, {
			code: 'window.round',
			demand: { zh: '在公告的受理期内申报', en: 'handed in within the window of the notice' },
			needs: ['round.opensOn', 'round.closesOn'],
		})
	else if (first) refuseLate(document, facts, findings, first.window, first.is === 'before', first.window.text)
}

type Window = ProgrammeDocument['process']['windows'][number]
type WindowStanding = { window: Window; is: 'open' | 'before' | 'after' | 'round' }

/** Where a window of the rules stands on a day. */
export function standingOn(opens: NonNullable<Window['opens']>, at: LocalDate): WindowStanding['is'] {
	switch (opens.kind) {
		case 'always':
			return 'open'
		case 'notice':
			return 'round'
		case 'dates':
			return at < opens.from ? 'before' : at > opens.until ? 'after' : 'open'
		case 'monthly': {
			const day = Number(at.slice(8))
			return day < opens.fromDay ? 'before' : day > opens.untilDay ? 'after' : 'open'
		}
		case 'yearly': {
			const day = at.slice(5)
			if (opens.from <= opens.until) return day < opens.from ? 'before' : day > opens.until ? 'after' : 'open'
			return day >= opens.from || day <= opens.until ? 'open' : 'before'
		}
	}
}

function judgeRound(document: ProgrammeDocument, facts: Facts, findings: Findings) {
	const { round, at } = facts
	const rule = document.process.windows[0] ?? {}
	if (round?.opensOn && at < round.opensOn) {
		const day = dayWords(round.opensOn)
		findings.add(rule, {
			code: 'window.opens',
			verdict: 'no',
			text: { zh: `本批次${day.zh}开始受理`, en: `This round opens on ${day.en}` },
		})
	}
	if (round?.closesOn && at > round.closesOn) {
		const day = dayWords(round.closesOn)
		refuseLate(document, facts, findings, rule, false, {
			zh: `本批次已于${day.zh}截止`,
			en: `This round closed on ${day.en}`,
		})
	}
}

/** What comes of an application outside the window: refused, left to the next round, or let through by an approved exception. */
function refuseLate(
	{ process }: ProgrammeDocument,
	{ round }: Facts,
	findings: Findings,
	rule: Provenance,
	isEarly: boolean,
	window: Words,
) {
	const kind = process.late?.kind
	if (!isEarly && kind === 'exception' && round?.lateAllowed) {
		findings.add(process.late!, {
			code: 'window.exception',
			verdict: 'ok',
			text: { zh: `${window.zh}；已批准逾期受理`, en: `${window.en}; a late application was approved as an exception` },
		})
		return
	}
	const next: Words = isEarly
		? { zh: '请在受理期内申请', en: 'apply within the window' }
		: kind === 'next_round'
			? { zh: '转入下一批次', en: 'it goes to the next round' }
			: kind === 'exception'
				? { zh: '逾期受理须另行批准', en: 'a late application needs an approved exception' }
				: kind === 'refused'
					? { zh: '逾期不予受理', en: 'what is late is not taken' }
					: { zh: '可等下一批次', en: 'wait for the next one' }
	findings.add(kind && !isEarly ? process.late! : rule, {
		code: isEarly ? 'window.opens' : 'window.closes',
		verdict: 'no',
		text: { zh: `${window.zh}，${next.zh}`, en: `${window.en}; ${next.en}` },
	})
}

function judgeVoucherDays(document: ProgrammeDocument, facts: Facts, findings: Findings) {
	const { grant } = document
	const { at, step } = facts
	const granted = facts.voucher?.grantedOn && voucherDays(document, facts.voucher.grantedOn)
	const voucher = granted
		? { useBy: granted.useBy ?? undefined, redeemBy: granted.redeemBy ?? undefined, ...facts.voucher }
		: facts.voucher
	const late = (
		day: LocalDate | undefined,
		code: string,
		what: { zh: string; en: string },
		until: LocalDate | undefined,
	) => {
		if (!day || !until || day <= until) return
		const text = dayWords(until)
		findings.add(grant, {
			code,
			verdict: 'no',
			text: { zh: `券须在${text.zh}前${what.zh}，已过期`, en: `The voucher had to be ${what.en} by ${text.en}` },
		})
	}
	if (step === 'order' && grant.use === 'once' && voucher?.isUsed)
		findings.add(grant, {
			code: 'voucher.once',
			verdict: 'no',
			text: { zh: '券只能使用一次，这张已用过', en: 'A voucher is used once, and this one was used' },
		})
	if (step === 'order') late(at, 'voucher.use_by', { zh: '使用', en: 'used' }, voucher?.useBy)
	if (step !== 'claim') return
	late(at, 'voucher.redeem_by', { zh: '申请兑付', en: 'claimed' }, voucher?.redeemBy)
	const dates = facts.dates ?? facts.lines?.[0]?.dates
	const event = grant.useBy?.event
	if (event === 'acceptance')
		late(
			dates?.acceptedOn ?? dates?.serviceOn,
			'voucher.use_by',
			{ zh: '验收', en: 'used up by accepted work' },
			voucher?.useBy,
		)
	if (event === 'contract')
		late(dates?.contractOn, 'voucher.use_by', { zh: '签订合同', en: 'used in a contract' }, voucher?.useBy)
	if (event === 'invoice')
		late(dates?.invoiceOn, 'voucher.use_by', { zh: '开具发票', en: 'used with an invoice' }, voucher?.useBy)
}

/** Bars lines whose service day lies outside the round's service period. */
export function judgeServicePeriod(
	document: ProgrammeDocument,
	facts: Facts,
	line: LineFacts,
	findings: Findings,
	index?: number,
) {
	const { round, step } = facts
	if (step !== 'claim' || document.grant.object !== 'none') return
	if (!round?.serviceFrom && !round?.serviceUntil) return
	const day = line.dates?.serviceOn
	const rule = document.process.windows[0] ?? {}
	if (!day) {
		findings.need(
			rule,
			'dates.serviceOn',
			{ zh: '还需要知道服务完成的日期', en: 'Still to be known: the day of the service' },
			index,
		)
		return
	}
	if ((round.serviceFrom && day < round.serviceFrom) || (round.serviceUntil && day > round.serviceUntil))
		findings.add(
			rule,
			{
				code: 'window.service',
				verdict: 'no',
				text: {
					zh: `服务日期${dayWords(day).zh}不在本批次的服务期内`,
					en: `The service day ${dayWords(day).en} is outside this round’s service period`,
				},
			},
			index,
		)
}

/** The day that says to which year (month, …) an amount counts; null when the date it asks for is missing at a claim. */
export function countedDay({ process }: ProgrammeDocument, facts: Facts, line: LineFacts): LocalDate | null {
	const dates = line.dates
	const chosen = {
		decision: facts.at,
		contract: dates?.contractOn,
		service: dates?.serviceOn ?? dates?.acceptedOn,
		invoice: dates?.invoiceOn,
		paid: dates?.paidOn,
	}[process.yearBy.date]
	return chosen ?? (facts.step === 'claim' ? null : facts.at)
}

/** The year an amount counts to, by the document's rule; null when the date it asks for is missing at a claim. */
export function yearOf(document: ProgrammeDocument, facts: Facts, line: LineFacts): number | null {
	const day = countedDay(document, facts, line)
	if (day === null) return null
	const { yearStart } = document.process.yearBy
	const year = Number(day.slice(0, 4))
	return yearStart !== undefined && day.slice(5) < yearStart ? year - 1 : year
}
