import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { amountOf, at, child, childrenOf, dayAt, type Element, isDebit, textAt } from './camt053-element.ts'
import { type LeftOutNotes, noteEntry, unitsOf } from './camt053-left-out.ts'
import { fenOf, StatementFault, type StatementLineDraft, signed } from './statement.ts'

/** Whether an entry is booked: pending and informational ones move no balance. */
const isBooked = (entry: Element) => (textAt(entry, 'Sts/Cd') ?? textAt(entry, 'Sts') ?? 'BOOK') === 'BOOK'

/**
 * The movements of one entry: one, or one per transaction when the bank booked several in a sum and gives the amount of
 * each; what it kept of them for itself is a movement of its own. What is not taken is noted. Throws StatementFault for
 * an amount, currency or date that cannot be read.
 */
export function entryLines(
	entry: Element,
	account: { currency: string; fallbackDay: LocalDate | null },
	notes: LeftOutNotes,
): StatementLineDraft[] {
	if (!isBooked(entry)) {
		notes.each(entry.line, 'Ntry', 'not_booked')
		return []
	}
	const { amount, currency } = amountOf(child(entry, 'Amt'), entry.line)
	if (currency !== account.currency)
		throw new StatementFault('currency', entry.line, { found: currency, expected: account.currency })
	const isOut = isDebit(entry)
	const bookedOn = dayAt(child(entry, 'BookgDt')) ?? dayAt(child(entry, 'ValDt')) ?? account.fallbackDay
	if (!bookedOn) throw new StatementFault('date', entry.line, { found: '' })
	const isReversal = isTrue(textAt(entry, 'RvslInd'))
	const entryReference = textAt(entry, 'AcctSvcrRef')
	const extra = textAt(entry, 'AddtlNtryInf')
	const details = childrenOf(entry, 'NtryDtls').flatMap((d) => childrenOf(d, 'TxDtls'))

	const lineOf = (detail: Element | undefined, part: string, reference: string | null) => ({
		line: detail?.line ?? entry.line,
		bankReference: reference,
		bookedOn,
		amount: part,
		amountFen: fenOf(part, currency),
		currency,
		...partyOf(detail, part.startsWith('-'), isReversal),
		endToEndId: identifier(detail, 'EndToEndId'),
		remittance: remittanceOf(detail, extra),
		returnCode: returnCodeOf(detail) ?? (isReversal ? 'REVERSAL' : returnCodeOfKind(entry)),
	})
	const whole = signed(amount, isOut)
	const split = splitOf(entry, details, { amount: whole, currency, isOut })
	const referenceOf = (detail: Element, i: number) => {
		const own = textAt(detail, 'Refs/AcctSvcrRef')
		if (details.length === 1) return entryReference ?? own
		return own && own !== entryReference ? own : entryReference && `${entryReference}/${i + 1}`
	}
	const lines = split
		? details.map((detail, i) => lineOf(detail, split.parts[i]!, referenceOf(detail, i)))
		: [{ ...lineOf(undefined, whole, entryReference), remittance: remittanceOfAll(entry, details, extra) }]
	if (split?.charges)
		lines.push({
			...lineOf(undefined, split.charges, entryReference && `${entryReference}/${details.length + 1}`),
			remittance: chargesText(entry, details),
		})
	if (!split && details.length > 1) notes.each(entry.line, 'Ntry/NtryDtls', 'details_without_sum')
	else if (!split && countOf(entry) > 1) notes.each(batchOf(entry)!.line, 'Ntry/NtryDtls/Btch', 'batch_without_details')
	noteEntry(
		entry,
		{ amounts: () => [whole, ...lines.map((line) => line.amount)], currency, hasCharges: Boolean(split?.charges) },
		notes,
	)
	return lines
}

const isTrue = (text: string | null) => text === 'true' || text === '1'
const batchOf = (entry: Element) => childrenOf(entry, 'NtryDtls').flatMap((d) => childrenOf(d, 'Btch'))[0]
/** How many transactions the bank says an entry sums up. */
const countOf = (entry: Element) =>
	childrenOf(entry, 'NtryDtls').reduce((sum, group) => sum + (Number(textAt(group, 'Btch/NbOfTxs')) || 0), 0)

type Whole = { amount: string; currency: string; isOut: boolean }
/** One signed amount per transaction, and what the bank kept of them; together they are the entry. */
type Split = { parts: string[]; charges?: string }

/**
 * How an entry falls apart into its transactions, or null when it must stay whole. Banks give the amount of a
 * transaction in one of three places; the one counts that makes the entry, by itself or with the charges named.
 */
function splitOf(entry: Element, details: readonly Element[], whole: Whole): Split | null {
	if (details.length === 0) return null
	const saysCharges = [entry, ...details].some((parent) => child(parent, 'Chrgs'))
	if (details.length === 1 && !saysCharges && countOf(entry) <= 1) return { parts: [whole.amount] }
	const wanted = decimalUnits(whole.amount)
	const candidates = amountPaths.map((paths) => partsAt(details, paths, whole)).filter((parts) => parts !== null)
	const sumOf = (parts: string[]) => parts.reduce((sum, part) => sum + decimalUnits(part), 0n)
	const chargesSaid = [
		chargesOf(entry, whole.currency),
		details.reduce((sum, detail) => sum + chargesOf(detail, whole.currency), 0n),
	].filter((units) => units !== 0n)
	const withCharges = candidates.flatMap((parts) =>
		chargesSaid
			.filter((units) => sumOf(parts) + units === wanted)
			.map((units) => ({ parts, charges: decimalText(units) })),
	)[0]
	const exact = candidates.find((parts) => sumOf(parts) === wanted)
	// why: a single payment is known by what its payee got; a sum of several is proven by its transactions
	if (details.length === 1 && withCharges) return withCharges
	if (exact) return { parts: details.length === 1 ? [whole.amount] : exact }
	if (withCharges) return withCharges
	return details.length === 1 && countOf(entry) <= 1 ? { parts: [whole.amount] } : null
}

const amountPaths = [
	['Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt'],
	['AmtDtls/TxAmt/Amt'],
	['AmtDtls/InstdAmt/Amt'],
]

/** The amount of each transaction at the first of these places that gives it in the account's currency, if all have one. */
function partsAt(details: readonly Element[], paths: readonly string[], whole: Whole): string[] | null {
	const parts: string[] = []
	for (const detail of details) {
		const found = paths.map((path) => at(detail, path)).find((element) => element?.currency === whole.currency)
		if (!found) return null
		const isOut = textAt(detail, 'CdtDbtInd') ? isDebit(detail) : whole.isOut
		parts.push(signed(amountOf(found, detail.line).amount, isOut))
	}
	return parts
}

/** What the bank says it kept or gave of an entry or transaction, signed, in units: its records, else its total. */
function chargesOf(parent: Element, currency: string): bigint {
	const said = childrenOf(parent, 'Chrgs')
	const records = said
		.flatMap((charges) => [charges, ...childrenOf(charges, 'Rcrd')])
		.filter((record) => child(record, 'Amt')?.currency === currency)
	if (records.length > 0)
		return records.reduce((sum, record) => {
			const units = unitsOf(textAt(record, 'Amt') ?? '') ?? 0n
			return textAt(record, 'CdtDbtInd') === 'CRDT' ? sum + units : sum - units
		}, 0n)
	return said.reduce((sum, charges) => {
		const total = child(charges, 'TtlChrgsAndTaxAmt')
		return total?.currency === currency ? sum - (unitsOf(total.text) ?? 0n) : sum
	}, 0n)
}

/** What a movement of charges says: the kinds of charges, as far as the bank names them. */
function chargesText(entry: Element, details: readonly Element[]): string {
	const kinds = [entry, ...details]
		.flatMap((parent) => childrenOf(parent, 'Chrgs'))
		.flatMap((charges) => [charges, ...childrenOf(charges, 'Rcrd')])
		.map((r) => textAt(r, 'Tp/Cd') ?? textAt(r, 'Tp/Prtry/Id') ?? textAt(r, 'Tp/Prtry'))
	return ['CHRG', ...new Set(kinds.filter((kind) => kind !== null))].join(' ')
}

/** The other side: who was paid when money went out, who paid when it came in; a reversal names them the old way round. */
function partyOf(detail: Element | undefined, isOut: boolean, isReversal: boolean) {
	const parties = child(detail, 'RltdPties')
	const order = isOut !== isReversal ? (['Cdtr', 'Dbtr'] as const) : (['Dbtr', 'Cdtr'] as const)
	const side =
		child(parties, order[0]) || child(parties, `${order[0]}Acct`) ? order[0] : isReversal ? order[1] : order[0]
	const party = child(parties, side) ?? child(parties, `Ultmt${side}`)
	const account = child(parties, `${side}Acct`)
	return {
		counterpartyName:
			textAt(party, 'Nm') ?? textAt(party, 'Pty/Nm') ?? textAt(party, 'Agt/FinInstnId/Nm') ?? textAt(account, 'Nm'),
		counterpartyAccount: textAt(account, 'Id/Othr/Id') ?? textAt(account, 'Id/IBAN'),
		counterpartyBank:
			textAt(detail, `RltdAgts/${side}Agt/FinInstnId/Nm`) ??
			textAt(detail, `RltdAgts/${side}Agt/FinInstnId/ClrSysMmbId/MmbId`),
	}
}

function identifier(detail: Element | undefined, name: string): string | null {
	const value = textAt(detail, `Refs/${name}`)
	return value && !/^(NOTPROVIDED|NONREF)$/i.test(value) ? value : null
}

/** Of an entry kept whole: what its transactions say, and the references of the batch it was ordered with. */
function remittanceOfAll(entry: Element, details: readonly Element[], extra: string | null): string {
	const batches = childrenOf(entry, 'NtryDtls').flatMap((group) => childrenOf(group, 'Btch'))
	const told = [
		...details.map((detail) => remittanceOf(detail, null)),
		...batches.flatMap((batch) => [textAt(batch, 'PmtInfId'), textAt(batch, 'MsgId')]),
		extra,
	]
	return told.filter(Boolean).join(' ').slice(0, 2000)
}

function remittanceOf(detail: Element | undefined, extra: string | null): string {
	const info = child(detail, 'RmtInf')
	const free = childrenOf(info, 'Ustrd').map((element) => element.text.trim())
	const structured = childrenOf(info, 'Strd').flatMap((element) => [
		...childrenOf(element, 'RfrdDocInf').map((document) => textAt(document, 'Nb') ?? ''),
		textAt(element, 'CdtrRefInf/Ref') ?? '',
		...childrenOf(element, 'AddtlRmtInf').map((a) => a.text.trim()),
	])
	const told = [...free, ...structured, textAt(detail, 'AddtlTxInf') ?? '', extra ?? '']
	return told
		.filter((text) => text !== '')
		.join(' ')
		.slice(0, 2000)
}

function returnCodeOf(detail: Element | undefined): string | null {
	const info = child(detail, 'RtrInf')
	if (!info) return null
	return textAt(info, 'Rsn/Cd') ?? textAt(info, 'Rsn/Prtry') ?? textAt(info, 'AddtlInf')?.slice(0, 35) ?? 'RETURN'
}

/** A return known only by the kind of the booking: the standard's codes for money sent back. */
function returnCodeOfKind(entry: Element): string | null {
	const kind = textAt(entry, 'BkTxCd/Domn/Fmly/SubFmlyCd')
	return kind !== null && /^(RRTN|RPCR|RRCT)$/.test(kind) ? 'RETURN' : null
}
