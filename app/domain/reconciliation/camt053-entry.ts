import { decimalUnits } from '#app/lib/decimal.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { amountOf, at, child, childrenOf, dayAt, type Element, isDebit, textAt } from './camt053-element.ts'
import { fenOf, type LeftOut, StatementFault, type StatementLineDraft, signed } from './statement.ts'

/** Whether an entry is booked: pending and informational ones move no balance. */
const isBooked = (entry: Element) => (textAt(entry, 'Sts/Cd') ?? textAt(entry, 'Sts') ?? 'BOOK') === 'BOOK'

/**
 * The movements of one entry: one, or one per transaction when the bank booked several in a sum and gives the amount
 * of each. Throws StatementFault for an amount, currency or date that cannot be read.
 */
export function entryLines(
	entry: Element,
	account: { currency: string; fallbackDay: LocalDate | null },
	leftOut: LeftOut[],
): StatementLineDraft[] {
	const { amount, currency } = amountOf(child(entry, 'Amt'), entry.line)
	if (currency !== account.currency)
		throw new StatementFault('currency', entry.line, { found: currency, expected: account.currency })
	const isOut = isDebit(entry)
	if (!isBooked(entry)) {
		leftOut.push({ line: entry.line, path: 'Ntry', reason: 'not_booked' })
		return []
	}
	const bookedOn = dayAt(child(entry, 'BookgDt')) ?? dayAt(child(entry, 'ValDt')) ?? account.fallbackDay
	if (!bookedOn) throw new StatementFault('date', entry.line, { found: '' })
	const isReversal = textAt(entry, 'RvslInd') === 'true' || textAt(entry, 'RvslInd') === '1'
	const entryReference = textAt(entry, 'AcctSvcrRef')
	const extra = textAt(entry, 'AddtlNtryInf')
	const details = childrenOf(entry, 'NtryDtls').flatMap((d) => childrenOf(d, 'TxDtls'))

	const lineOf = (detail: Element | undefined, part: string, partIsOut: boolean, reference: string | null) => ({
		line: detail?.line ?? entry.line,
		bankReference: reference,
		bookedOn,
		amount: signed(part, partIsOut),
		amountFen: fenOf(signed(part, partIsOut), currency),
		currency,
		...partyOf(detail, partIsOut, isReversal),
		endToEndId: identifier(detail, 'EndToEndId'),
		remittance: remittanceOf(detail, extra),
		returnCode: returnCodeOf(detail) ?? (isReversal ? 'REVERSAL' : null),
	})

	if (details.length <= 1) {
		const [only] = details
		return [lineOf(only, amount, isOut, entryReference ?? textAt(only, 'Refs/AcctSvcrRef'))]
	}
	const parts = details.map((detail) => partOf(detail, currency, isOut))
	const total = parts.reduce((sum, part) => (part ? sum + decimalUnits(signed(part.amount, part.isOut)) : sum), 0n)
	if (parts.every((part) => part !== null) && total === decimalUnits(signed(amount, isOut)))
		return details.map((detail, i) => {
			const own = textAt(detail, 'Refs/AcctSvcrRef')
			const reference = own && own !== entryReference ? own : entryReference && `${entryReference}/${i + 1}`
			return lineOf(detail, parts[i]!.amount, parts[i]!.isOut, reference)
		})
	leftOut.push({ line: entry.line, path: 'Ntry/NtryDtls', reason: 'details_without_sum' })
	const told = details.map((detail) => remittanceOf(detail, null)).filter((text) => text !== '')
	const whole = lineOf(undefined, amount, isOut, entryReference)
	return [{ ...whole, remittance: [...told, extra ?? ''].join(' ').trim().slice(0, 2000) }]
}

/** The amount of one transaction of an entry, in the account's currency, if the bank gives it. */
function partOf(detail: Element, currency: string, entryIsOut: boolean): { amount: string; isOut: boolean } | null {
	const found = [child(detail, 'Amt'), at(detail, 'AmtDtls/TxAmt/Amt'), at(detail, 'AmtDtls/InstdAmt/Amt')].find(
		(element) => element?.currency === currency,
	)
	if (!found) return null
	const isOut = textAt(detail, 'CdtDbtInd') ? isDebit(detail) : entryIsOut
	return { amount: amountOf(found, detail.line).amount, isOut }
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
	}
}

function identifier(detail: Element | undefined, name: string): string | null {
	const value = textAt(detail, `Refs/${name}`)
	return value && !/^(NOTPROVIDED|NONREF)$/i.test(value) ? value : null
}

function remittanceOf(detail: Element | undefined, extra: string | null): string {
	const info = child(detail, 'RmtInf')
	const free = childrenOf(info, 'Ustrd').map((element) => element.text.trim())
	const structured = childrenOf(info, 'Strd').flatMap((element) => [
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
