import { createHash } from 'node:crypto'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, type LocalDate } from '#app/lib/time.ts'
import { readStatement } from './read-statement.ts'
import {
	fenOf,
	type LeftOut,
	type StatementDraft,
	type StatementFaultCode,
	type StatementFile,
	type StatementLineDraft,
} from './statement.ts'

type Named = StatementLineDraft & { reference: string }
type Origin = {
	authorityId: bigint
	fileSha256: string
	fileName: string
	fileId: bigint
	importedById: bigint
	format: string
	leftOut: LeftOut[]
}

/**
 * Takes a bank's file whole or not at all, in one transaction, and returns the numbers of its statements. Lines already
 * taken are passed over; what remains must follow on the account's last statement without a gap. Refuses
 * statement.refused (with line and fault), statement.already_imported and statement.gap.
 */
export async function importStatement(
	ctx: Context,
	input: { file: File; accountNo: string; opening: string | null; closing: string | null },
): Promise<string[]> {
	const actor = memberOf(ctx.actor)
	const authorityId = actor.organisationId
	authorize(ctx.actor, 'statement.import', { authorityId })
	const bytes = new Uint8Array(await input.file.arrayBuffer())
	const reading = readStatement(bytes, input)
	if (reading.fault) throw refusedAt(reading.fault.line, reading.fault.code, reading.fault.values)
	await checkAccounts(ctx, authorityId, reading.file, input.accountNo.replace(/\s/g, ''))
	const fileSha256 = createHash('sha256').update(bytes).digest('hex')
	await checkFresh(
		ctx,
		reading.file.statements.map((s) => s.accountNo),
		fileSha256,
	)

	return transact(ctx, async (tx) => {
		const { id: fileId } = await storeFile(tx, input.file, { purpose: 'statement', organisationId: authorityId })
		const { format, leftOut } = reading.file
		const origin: Origin = {
			authorityId,
			fileSha256,
			fileName: input.file.name,
			fileId,
			importedById: actor.accountId,
			format,
			leftOut,
		}
		const numbers: string[] = []
		for (const draft of reading.file.statements) numbers.push(await takeStatement(tx, draft, origin, numbers.length))
		return numbers
	})
}

const refusedAt = (line: number, fault: StatementFaultCode, values: Record<string, string | number>) =>
	new DomainError('statement.refused', { ...values, line, fault })

async function checkAccounts(ctx: Context, authorityId: bigint, file: StatementFile, given: string): Promise<void> {
	const known = await ctx.db.fundingSource.findMany({
		where: { fund: { authorityId } },
		select: { accountNo: true },
		distinct: ['accountNo'],
	})
	const other = file.statements.find((s) => given !== '' && s.accountNo !== given)
	if (other) throw refusedAt(other.line, 'other_account', { found: other.accountNo })
	const foreign = file.statements.find((s) => !known.some((source) => source.accountNo === s.accountNo))
	if (foreign) throw refusedAt(foreign.line, 'unknown_account', { found: foreign.accountNo })
}

async function checkFresh(ctx: Context, accountNos: string[], fileSha256: string): Promise<void> {
	const before = await ctx.db.statement.findFirst({
		where: { accountNo: { in: accountNos }, fileSha256 },
		select: { number: true },
	})
	if (before) throw new DomainError('statement.already_imported', { number: before.number })
}

async function takeStatement(tx: Context, draft: StatementDraft, origin: Origin, index: number): Promise<string> {
	// why: two imports for one account must see each other's closing balance
	await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('statement:' || ${draft.accountNo}, 0))`
	const last = await tx.db.statement.findFirst({
		where: { accountNo: draft.accountNo },
		orderBy: { id: 'desc' },
		select: { number: true, closing: true, closingOn: true },
	})
	const named = nameLines(draft)
	const known = await knownLines(tx, draft.accountNo, named)
	const fresh = named.filter((line) => !known.has(keyOf(line)))
	if (named.length > 0 && fresh.length === 0)
		throw new DomainError('statement.already_imported', { number: last?.number ?? '' })

	const passedOver = named.filter((line) => known.has(keyOf(line)))
	const openingUnits = passedOver.reduce(
		(units, line) => units + decimalUnits(line.amount),
		decimalUnits(draft.opening),
	)
	if (last && openingUnits !== decimalUnits(last.closing))
		throw new DomainError('statement.gap', {
			account: `…${draft.accountNo.slice(-4)}`,
			expected: decimalText(decimalUnits(last.closing)),
			found: decimalText(openingUnits),
			since: last.number,
		})
	const opening = passedOver.length > 0 ? decimalText(openingUnits) : draft.opening

	const number = await nextNumber(tx, 'statement')
	const [openingOn] = [draft.openingOn, draft.closingOn].sort() as [LocalDate, LocalDate]
	const { leftOut, ...own } = origin
	const statement = await tx.db.statement.create({
		data: {
			...own,
			number,
			accountNo: draft.accountNo,
			statementId: index === 0 ? draft.statementId : `${draft.statementId}#${index + 1}`,
			currency: draft.currency,
			opening,
			closing: draft.closing,
			openingFen: fenOf(opening, draft.currency),
			closingFen: draft.closingFen,
			openingOn: dateOf(openingOn),
			closingOn: dateOf(draft.closingOn),
			leftOut: index === 0 ? leftOut.slice(0, 1000) : [],
			importedAt: tx.now,
		},
	})
	await insertLines(tx, statement.id, draft.accountNo, fresh)
	await record(tx, 'statement.imported', number, {
		format: origin.format,
		fileSha256: origin.fileSha256,
		lines: fresh.length,
		passedOver: passedOver.length,
		opening,
		closing: draft.closing,
	})
	await announce(tx, 'statement.imported', { number, lines: fresh.length })
	return number
}

/** Rows in one statement, whatever their number: a chunk is one round trip. */
async function insertLines(
	tx: Context,
	statementId: bigint,
	accountNo: string,
	lines: readonly Named[],
): Promise<void> {
	const chunk = 5000
	for (let at = 0; at < lines.length; at += chunk) {
		const rows = lines.slice(at, at + chunk).map((line, i) => ({
			line_no: at + i + 1,
			file_line: line.line,
			reference: line.reference,
			booked_on: line.bookedOn,
			amount: line.amount,
			amount_fen: line.amountFen?.toString() ?? null,
			currency: line.currency,
			counterparty_name: line.counterpartyName,
			counterparty_account: line.counterpartyAccount,
			end_to_end_id: line.endToEndId,
			remittance: line.remittance,
			return_code: line.returnCode,
		}))
		await tx.db.$executeRaw`
			INSERT INTO statement_line (statement_id, account_no, line_no, file_line, reference, booked_on, amount,
				amount_fen, currency, counterparty_name, counterparty_account, end_to_end_id, remittance, return_code)
			SELECT ${statementId}, ${accountNo}, r.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (line_no int, file_line int,
				reference text, booked_on date, amount text, amount_fen bigint, currency text, counterparty_name text,
				counterparty_account text, end_to_end_id text, remittance text, return_code text)`
	}
}

const keyOf = (line: { bookedOn: string; reference: string }) => `${line.bookedOn} ${line.reference}`

/**
 * Gives every line what it is known by on its account and day: the bank's reference, or a fingerprint of amount, party
 * and references; the n-th line of the same name says so. The same line in another file gets the same name.
 */
function nameLines(draft: StatementDraft): Named[] {
	const seen = new Map<string, number>()
	return draft.lines.map((line) => {
		const base = line.bankReference ?? fingerprint(line)
		const key = keyOf({ bookedOn: line.bookedOn, reference: base })
		const nth = (seen.get(key) ?? 0) + 1
		seen.set(key, nth)
		return { ...line, reference: nth === 1 ? base : `${base}#${nth}` }
	})
}

function fingerprint(line: StatementLineDraft): string {
	const said = [
		decimalText(decimalUnits(line.amount)),
		line.counterpartyAccount,
		line.counterpartyName,
		line.endToEndId,
		line.remittance,
	]
	return `~${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 20)}`
}

async function knownLines(tx: Context, accountNo: string, lines: readonly Named[]): Promise<ReadonlySet<string>> {
	const rows = await tx.db.$queryRaw<{ key: string }[]>`
		SELECT l.booked_on::text || ' ' || l.reference AS key
		FROM statement_line l
		JOIN unnest(${lines.map((l) => l.bookedOn)}::date[], ${lines.map((l) => l.reference)}::text[]) AS given (day, reference)
			ON given.day = l.booked_on AND given.reference = l.reference
		WHERE l.account_no = ${accountNo}`
	return new Set(rows.map((row) => row.key))
}
