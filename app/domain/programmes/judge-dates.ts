import type { LocalDate } from '#app/lib/time.ts'
import { dayWords } from './amount-words.ts'
import type { Facts, LineFacts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { ProgrammeDocument } from './programme-document.ts'

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

function judgeWindow({ process, grant }: ProgrammeDocument, { round, step, at }: Facts, findings: Findings) {
	const asksWindow = grant.object === 'none' ? step === 'claim' : step === 'grant'
	if (!asksWindow || !round) return
	const rule = process.windows[0] ?? {}
	if (round.opensOn && at < round.opensOn) {
		const day = dayWords(round.opensOn)
		findings.add(rule, {
			code: 'window.opens',
			verdict: 'no',
			text: { zh: `本批次${day.zh}开始受理`, en: `This round opens on ${day.en}` },
		})
	}
	if (round.closesOn && at > round.closesOn) {
		const day = dayWords(round.closesOn)
		findings.add(rule, {
			code: 'window.closes',
			verdict: 'no',
			text: {
				zh: `本批次已于${day.zh}截止，可等下一批次`,
				en: `This round closed on ${day.en}; wait for the next one`,
			},
		})
	}
}

function judgeVoucherDays({ grant }: ProgrammeDocument, facts: Facts, findings: Findings) {
	const { voucher, at, step } = facts
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

/** The year an amount counts to, by the document's rule; null when the date it asks for is missing at a claim. */
export function yearOf({ process }: ProgrammeDocument, facts: Facts, line: LineFacts): number | null {
	const { date } = process.yearBy
	const dates = line.dates
	const chosen = {
		decision: facts.at,
		contract: dates?.contractOn,
		service: dates?.serviceOn ?? dates?.acceptedOn,
		invoice: dates?.invoiceOn,
		paid: dates?.paidOn,
	}[date]
	const day = chosen ?? (facts.step === 'claim' ? null : facts.at)
	return day === null ? null : Number(day.slice(0, 4))
}
