import { decimalUnits } from '#app/lib/decimal.ts'
import { fileText } from '#app/lib/file-text.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { XmlFault, type XmlListener, XmlReader } from '#app/lib/xml.ts'
import { boundariesOf } from './camt053-balances.ts'
import { at, child, dayAt, type Element, isDebit, textAt } from './camt053-element.ts'
import { entryLines } from './camt053-entry.ts'
import { LeftOutNotes, notePart, noteSummary } from './camt053-left-out.ts'
import {
	type Booked,
	book,
	fenOf,
	type LeftOut,
	nothingBooked,
	proveStatement,
	type StatementDraft,
	StatementFault,
	type StatementFile,
	type StatementLineDraft,
	type StatementReading,
	type StatementRefusal,
} from './statement.ts'

/** One statement while it is read. */
type Head = {
	line: number
	id: string
	account?: Element
	pagination?: Element
	summary?: Element
	balances: Element[]
	booked: Booked
	/** how many of the booked entries are money in */
	credits: number
}

/**
 * Reads camt.053 as it comes in. One entry at a time is held; each booked movement is handed to `take` at once, so
 * that a file of any size can be read in chunks. Throws StatementFault or XmlFault.
 */
export class Camt053Reader implements XmlListener {
	readonly statements: Omit<StatementDraft, 'lines'>[] = []
	/** what each of them books; opening + this = closing is proven as it ends */
	readonly booked: Booked[] = []
	private readonly notes = new LeftOutNotes()
	readonly leftOut: LeftOut[] = this.notes.list
	version = ''
	private readonly take: (line: StatementLineDraft, statementIndex: number) => void
	private readonly path: string[] = []
	private readonly held: Element[] = []
	private head: Head | null = null
	/** of the whole message; a statement's own goes first */
	private pagination: Element | undefined

	constructor(take: (line: StatementLineDraft, statementIndex: number) => void) {
		this.take = take
	}

	open(name: string, attributes: Readonly<Record<string, string>>, line: number): void {
		if (this.path.length === 0) this.checkRoot(name, attributes, line)
		if (this.path.length === 1 && name !== 'BkToCstmrStmt') throw new StatementFault('format', line, { found: name })
		this.path.push(name)
		if (this.path.length === 3) {
			if (name === 'Stmt') this.head = { line, id: '', balances: [], booked: nothingBooked(), credits: 0 }
			else if (name !== 'GrpHdr') this.notes.once(line, name, 'not_used')
		}
		if (this.path.length >= 4 && (this.head || this.path[2] === 'GrpHdr')) {
			const element: Element = { name, line, text: '', children: [] }
			if (attributes.Ccy !== undefined) element.currency = attributes.Ccy
			this.held.at(-1)?.children.push(element)
			this.held.push(element)
		}
	}

	text(value: string): void {
		const element = this.held.at(-1)
		if (element) element.text += value
	}

	close(name: string, line: number): void {
		const element = this.held.pop()
		if (element && this.held.length === 0) this.takePart(element)
		this.path.pop()
		if (this.path.length === 2 && name === 'Stmt') this.endStatement(line)
	}

	private checkRoot(name: string, attributes: Readonly<Record<string, string>>, line: number) {
		const spaces = Object.entries(attributes).filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'))
		const messages = spaces.map(([, space]) => /[a-z]{4}\.\d{3}\.\d{3}\.\d\d$/.exec(space)?.[0] ?? '')
		const message = messages.find((m) => m.startsWith('camt.053.001.')) ?? messages.find((m) => m !== '')
		const found = message ?? spaces[0]?.[1] ?? name
		if (message?.startsWith('camt.052.')) throw new StatementFault('interim_report', line, { found })
		if (message?.startsWith('camt.054.')) throw new StatementFault('booking_notice', line, { found })
		if (name !== 'Document' || !message?.startsWith('camt.053.001.'))
			throw new StatementFault('format', line, { found })
		this.version = message.slice(-2)
	}

	private takePart(part: Element) {
		const head = this.head
		if (part.name === 'MsgPgntn') this.pagination = part
		if (!head) return
		if (part.name === 'Id') head.id = part.text.trim()
		if (part.name === 'Acct') head.account = part
		if (part.name === 'StmtPgntn') head.pagination = part
		if (part.name === 'TxsSummry') head.summary = part
		if (part.name === 'Bal') head.balances.push(part)
		notePart(part, this.notes)
		if (part.name === 'Ntry') {
			const fallbackDay = this.boundaryDay(head.balances)
			const lines = entryLines(part, { currency: this.currencyOf(head), fallbackDay }, this.notes)
			if (lines.length === 0) return
			if (!isDebit(part)) head.credits++
			book(
				head.booked,
				lines.reduce((units, line) => units + decimalUnits(line.amount), 0n),
			)
			for (const line of lines) this.take(line, this.statements.length)
		}
	}

	private boundaryDay(balances: Element[]): LocalDate | null {
		const last = balances.at(-1)
		return dayAt(at(last, 'Dt'))
	}

	private currencyOf(head: { account?: Element; balances: Element[] }): string {
		return textAt(head.account, 'Ccy') ?? child(head.balances[0], 'Amt')?.currency ?? ''
	}

	private endStatement(line: number) {
		const head = this.head
		if (!head) return
		this.head = null
		const accountNo = textAt(head.account, 'Id/Othr/Id') ?? textAt(head.account, 'Id/IBAN')
		if (!accountNo) throw new StatementFault('account', head.line)
		const currency = this.currencyOf(head)
		const { balances, pagination = this.pagination } = head
		const { opening, closing } = boundariesOf({ balances, pagination, currency, line: head.line }, this.notes)
		const statement = {
			line: closing.line,
			statementId: head.id,
			accountNo,
			currency,
			opening: opening.amount,
			closing: closing.amount,
			openingFen: fenOf(opening.amount, currency),
			closingFen: fenOf(closing.amount, currency),
			openingOn: opening.on ?? closing.on ?? fail(line),
			closingOn: closing.on ?? opening.on ?? fail(line),
		}
		proveStatement(statement, head.booked)
		noteSummary(head.summary, { ...head.booked, credits: head.credits }, this.notes)
		this.statements.push(statement)
		this.booked.push(head.booked)
	}
}

function fail(line: number): never {
	throw new StatementFault('date', line, { found: '' })
}

/**
 * Reads a whole camt.053 file (any version; written for 02 and 08), or says in which line it fails. Every statement's
 * opening + lines = closing is proven. Nothing is taken from a file with a fault.
 */
export function readCamt053(bytes: Uint8Array): StatementReading {
	const decoded = fileText(bytes)
	if (!decoded) return { fault: { code: 'encoding', line: 1, values: {} } }
	const lines: StatementLineDraft[][] = []
	const reader = new Camt053Reader((line, index) => {
		const own = lines[index] ?? []
		own.push(line)
		lines[index] = own
	})
	try {
		const xml = new XmlReader(reader)
		xml.write(decoded.text)
		xml.end()
		if (reader.statements.length === 0) throw new StatementFault('no_statement', 1)
		const statements = reader.statements.map((statement, i) => ({ ...statement, lines: lines[i] ?? [] }))
		const file: StatementFile = {
			format: `camt.053.001.${reader.version}`,
			version: reader.version,
			statements,
			leftOut: reader.leftOut,
		}
		return { file }
	} catch (error) {
		return { fault: faultOf(error) }
	}
}

/** Why a file is refused, of what the reader threw; anything else is thrown on. */
export function faultOf(error: unknown): StatementRefusal {
	if (error instanceof StatementFault) return { code: error.code, line: error.line, values: error.values }
	if (error instanceof XmlFault)
		return {
			code: error.code === 'doctype' || error.code === 'too_large' ? error.code : 'xml',
			line: error.line,
			values: { found: error.code },
		}
	throw error
}
