import { decimalUnits } from '#app/lib/decimal.ts'
import { childrenOf, type Element, textAt } from './camt053-element.ts'
import type { LeftOut } from './statement.ts'

/** What of a file is not taken: an entry each time, anything else once per path, with the line where it first stands. */
export class LeftOutNotes {
	readonly list: LeftOut[] = []
	private readonly seen = new Set<string>()

	each(line: number, path: string, reason: LeftOut['reason']): void {
		this.list.push({ line, path, reason })
	}

	once(line: number, path: string, reason: LeftOut['reason']): void {
		if (this.seen.has(path)) return
		this.seen.add(path)
		this.list.push({ line, path, reason })
	}
}

/** Parts of the message that are read, or only say when, how and through whom: nothing is lost without a word on them. */
const quiet = {
	statement: new Set(
		'Id StmtPgntn ElctrncSeqNb RptgSeq LglSeqNb CreDtTm FrToDt CpyDplctInd RptgSrc Acct Bal TxsSummry Ntry'.split(' '),
	),
	entry: new Set(
		'NtryRef Amt CdtDbtInd RvslInd Sts BookgDt ValDt AcctSvcrRef BkTxCd ComssnWvrInd AddtlInfInd TechInptChanl NtryDtls AddtlNtryInf'.split(
			' ',
		),
	),
	detail: new Set(
		'Refs CdtDbtInd BkTxCd RltdPties RltdAgts LclInstrm PmtTpInf Purp RltdRmtInf RltdDts RtrInf AddtlTxInf'.split(' '),
	),
}
/** Parts that hold amounts besides the booked one. */
const withAmounts = new Map<string, LeftOut['reason']>([
	['Amt', 'other_amount'],
	['AmtDtls', 'other_amount'],
	['Avlbty', 'other_amount'],
	['Tax', 'other_amount'],
	['CardTx', 'other_amount'],
	['CshDpst', 'other_amount'],
	['RmtInf', 'other_amount'],
	['RltdPric', 'other_amount'],
	['Chrgs', 'charges'],
	['Intrst', 'interest'],
])

/** Says what of a statement's own parts is not taken. */
export function notePart(part: Element, notes: LeftOutNotes): void {
	if (!quiet.statement.has(part.name)) notes.once(part.line, part.name, 'not_used')
}

/** Says what of a booked entry is not taken; `amounts` are its own and those of its lines, in its currency. */
export function noteEntry(
	entry: Element,
	taken: { amounts: () => readonly string[]; currency: string; hasCharges: boolean },
	notes: LeftOutNotes,
): void {
	let units: Set<bigint> | undefined
	// why: most entries hold no other amount, and a batch may hold thousands
	const takenUnits = () => {
		units ??= new Set(taken.amounts().map((amount) => decimalUnits(amount.replace('-', ''))))
		return units
	}
	const amountsIn = (element: Element, path: string, reason: LeftOut['reason']) => {
		if (element.currency !== undefined) {
			const found = unitsOf(element.text)
			const isTaken = found !== null && element.currency === taken.currency && takenUnits().has(found)
			if (found !== 0n && !isTaken) notes.once(element.line, path, reason)
		}
		for (const inner of element.children) amountsIn(inner, `${path}/${inner.name}`, reason)
	}
	const partsIn = (parent: Element, path: string, isQuiet: ReadonlySet<string>) => {
		for (const part of parent.children) {
			if (isQuiet.has(part.name)) continue
			const reason = withAmounts.get(part.name)
			if (reason === undefined) notes.once(part.line, `${path}/${part.name}`, 'not_used')
			else if (reason !== 'charges' || !taken.hasCharges) amountsIn(part, `${path}/${part.name}`, reason)
		}
	}
	partsIn(entry, 'Ntry', quiet.entry)
	for (const group of childrenOf(entry, 'NtryDtls'))
		for (const part of group.children) {
			if (part.name === 'TxDtls') partsIn(part, 'Ntry/NtryDtls/TxDtls', quiet.detail)
			else if (part.name !== 'Btch') notes.once(part.line, `Ntry/NtryDtls/${part.name}`, 'not_used')
		}
}

/** Compares the bank's own count and totals with its entries. They prove nothing the balances do not, so they refuse nothing. */
export function noteSummary(
	summary: Element | undefined,
	booked: { entries: number; credits: number; creditUnits: bigint; debitUnits: bigint },
	notes: LeftOutNotes,
): void {
	const net = booked.creditUnits - booked.debitUnits
	const expected: [path: string, value: bigint][] = [
		['TtlNtries/NbOfNtries', units(booked.entries)],
		['TtlNtries/Sum', booked.creditUnits + booked.debitUnits],
		['TtlNtries/TtlNetNtry/Amt', net < 0n ? -net : net],
		['TtlNtries/TtlNetNtryAmt', net < 0n ? -net : net],
		['TtlCdtNtries/NbOfNtries', units(booked.credits)],
		['TtlCdtNtries/Sum', booked.creditUnits],
		['TtlDbtNtries/NbOfNtries', units(booked.entries - booked.credits)],
		['TtlDbtNtries/Sum', booked.debitUnits],
	]
	for (const [path, value] of expected) {
		const told = textAt(summary, path)
		const element = path.split('/').reduce<Element | undefined>((e, name) => childrenOf(e, name)[0], summary)
		if (told !== null && element && unitsOf(told) !== value)
			notes.each(element.line, `TxsSummry/${path}`, 'summary_differs')
	}
}

const units = (count: number) => decimalUnits(String(count))

/** An amount that only informs, in units, or null when it is none: it must not refuse the file. */
export function unitsOf(text: string): bigint | null {
	try {
		return decimalUnits(text.trim())
	} catch {
		return null
	}
}
