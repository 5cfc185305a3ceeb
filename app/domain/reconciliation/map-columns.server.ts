import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { plainJson } from '#app/domain/ledger/call-books.server.ts'
import { signatureOf } from '#app/lib/column-names.ts'
import { DomainError } from '#app/lib/errors.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { decide } from './decide-statement-file.server.ts'
import { findStatementFile } from './find-statement-file.server.ts'
import type { CsvField } from './statement-columns.ts'
import { columnFields, isManyColumns } from './statement-file.ts'
import { firstRows } from './stream-statement.server.ts'
import { rowsLookedAt } from './upload-statement.server.ts'

type MapInput = {
	number: string
	/** line of the row with the names of the columns */
	head: number
	/** what each column holds, by its place; '' is not used */
	columns: readonly string[]
	accountNo: string
	opening: string | null
	closing: string | null
	isReceipts: boolean
}

/**
 * A person says what the columns of a bank's table hold; it is remembered for files with the same header, and this one is
 * read that way. Answers the file's id. Refuses statement.mapping_incomplete and statement.mapping_twice.
 */
export async function mapColumns(ctx: Context, input: MapInput): Promise<bigint> {
	const file = await findStatementFile(ctx, input.number)
	authorize(ctx.actor, 'statement.import', { authorityId: file.authorityId })
	const columns = columnsOf(input.columns)
	const rows = await firstRows(() => contentPieces(file.sha256), rowsLookedAt)
	const head = rows.find((row) => row.line === input.head)
	if (!head) throw new DomainError('input.invalid', { field: 'head' })
	const signature = signatureOf(head.cells)
	const accountNo = input.accountNo.replace(/\s/g, '') || null
	const id = await decide(ctx, input.number, 'map', () => ({
		mapping: plainJson({ signature, columns }),
		accountNo,
		opening: input.opening,
		closing: input.closing,
		isReceipts: input.isReceipts,
		refusal: Prisma.DbNull,
		reading: Prisma.DbNull,
		endedAt: null,
		attempts: 0,
		doneBytes: 0,
		lines: 0,
	}))
	await remember(ctx, file.authorityId, signature, columns, { accountNo, isReceipts: input.isReceipts })
	return id
}

function columnsOf(given: readonly string[]): Partial<Record<CsvField, number[]>> {
	const columns: Partial<Record<CsvField, number[]>> = {}
	given.forEach((name, i) => {
		const field = columnFields.find((one) => one === name)
		if (!field) return
		if (columns[field] && !isManyColumns(field))
			throw new DomainError('statement.mapping_twice', { field: `column-${i}` })
		columns[field] = [...(columns[field] ?? []), i]
	})
	if (!columns.date || !(columns.amount || columns.debit || columns.credit))
		throw new DomainError('statement.mapping_incomplete')
	return columns
}

async function remember(
	ctx: Context,
	authorityId: bigint,
	signature: string,
	columns: Partial<Record<CsvField, number[]>>,
	{ accountNo, isReceipts }: { accountNo: string | null; isReceipts: boolean },
): Promise<void> {
	const source = accountNo
		? await ctx.db.fundingSource.findFirst({ where: { accountNo, fund: { authorityId } }, select: { bankName: true } })
		: null
	const data = {
		columns: plainJson(columns as Record<string, number[]>),
		isReceipts,
		accountNo: isReceipts ? accountNo : null,
		savedById: memberOf(ctx.actor).accountId,
		savedAt: ctx.now,
		...(source ? { bankName: source.bankName } : {}),
	}
	await ctx.db.statementMapping.upsert({
		where: { authorityId_signature: { authorityId, signature } },
		create: { authorityId, signature, ...data },
		update: data,
	})
}
