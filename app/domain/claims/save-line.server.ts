import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { compareWithFile, fapiaoFile, type GivenFapiao } from '#app/domain/invoices/fapiao-file.server.ts'
import type { TypedFapiao } from '#app/domain/invoices/fapiao-reading.ts'
import { writeInvoice } from '#app/domain/invoices/write-invoice.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { isEditable } from './claim.ts'
import type { ContractLineInput } from './claim-forms.ts'
import { type ClaimRow, findClaim, ownersOf } from './claim-row.server.ts'
import { freeInvoices } from './free-invoices.server.ts'
import { reckonClaim } from './reckon-claim.server.ts'

/**
 * Adds or changes a line of an off-platform contract in a claim without vouchers: contract, invoice, own payment and
 * report, with their files. A changed line keeps the files that are not given anew. The claim's amount is reckoned again.
 * Throws invoice.taken (the invoice is known with other figures), invoice.too_small (claims of the programme would rest more
 * on it than it is worth), invoice.other_programme (another programme rests on it that shares with none),
 * invoice.party_mismatch (the provider is the enterprise itself), invoice.file_differs (the fapiao's file says otherwise, at
 * each field, and the claimant does not stand by what was typed).
 */
export async function saveLine(
	ctx: Context,
	{ number, lineNo, ...input }: ContractLineInput & { number: string; lineNo: number | null },
): Promise<void> {
	const claim = await editableClaim(ctx, number)
	const today = shanghaiDay(ctx.now)
	for (const field of ['contractOn', 'serviceOn', 'reportOn', 'invoiceOn', 'paidOn'] as const)
		if (input[field] > today) throw new DomainError('order.date_in_future', { field })
	if (input.invoiceTaxYuan >= input.invoiceYuan) throw new DomainError('input.invalid', { field: 'invoiceTaxYuan' })
	const given = await fapiaoFile(ctx, input.invoiceFile, input.keptFile)
	if (given) compareWithFile(given.reading, await typedInvoice(ctx, claim, input), input.agree === true, invoiceFields)
	const write = transact(ctx, async (tx) => {
		await tx.db.$queryRaw`SELECT id FROM claim WHERE id = ${claim.id} FOR NO KEY UPDATE` // lines are numbered one by one
		const kept = lineNo === null ? null : await clearLine(tx, claim.id, lineNo)
		const last = await tx.db.claimLine.aggregate({ where: { claimId: claim.id }, _max: { lineNo: true } })
		const no = lineNo ?? (last._max.lineNo ?? 0) + 1
		const line = await tx.db.claimLine.create({ data: { ...contractLine(input), claimId: claim.id, lineNo: no } })
		await keepPapers(tx, claim, line.id, input, kept, given)
		await reckonClaim(tx, claim)
		await record(tx, lineNo === null ? 'claim.line_added' : 'claim.line_changed', number, { lineNo: no })
	})
	await atInvoice(orRefusal(write))
}

/** A ceiling of the invoice is said at its field. */
async function atInvoice(work: Promise<void>): Promise<void> {
	try {
		await work
	} catch (error) {
		if (
			error instanceof DomainError &&
			(error.code === 'invoice.too_small' || error.code === 'invoice.other_programme')
		)
			throw new DomainError(error.code, { ...error.details, field: 'invoiceNumber' })
		throw error
	}
}

/** Takes a line off a claim that is not submitted; its order or its invoice is free again. */
export async function removeLine(ctx: Context, { number, lineNo }: { number: string; lineNo: number }): Promise<void> {
	const claim = await editableClaim(ctx, number)
	const write = transact(ctx, async (tx) => {
		await clearLine(tx, claim.id, lineNo)
		await reckonClaim(tx, claim)
		await record(tx, 'claim.line_removed', number, { lineNo })
	})
	await orRefusal(write)
}

async function editableClaim(ctx: Context, number: string): Promise<ClaimRow> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.submit', ownersOf(claim))
	if (!isEditable(claim.state)) throw new DomainError('state.not_allowed', { state: claim.state })
	return claim
}

const contractLine = (input: ContractLineInput) => ({
	kind: 'contract',
	title: input.title,
	description: input.description ?? '',
	categoryId: input.categoryId,
	providerName: input.providerName,
	providerCode: input.providerCode,
	contractNo: input.contractNo,
	contractOn: dateOf(input.contractOn),
	serviceOn: dateOf(input.serviceOn),
	reportNo: input.reportNo,
	reportOn: dateOf(input.reportOn),
	baseFen: input.baseYuan,
	claimedFen: 0n,
})

type KeptFiles = { contract: bigint | null; report: bigint | null; invoice: bigint | null; slip: bigint | null }

/** Removes a line with its papers and answers the files it had. An invoice that no part uses any more goes with it. */
async function clearLine(tx: Context, claimId: bigint, lineNo: number): Promise<KeptFiles> {
	const line = await tx.db.claimLine.findUnique({ where: { claimId_lineNo: { claimId, lineNo } } })
	if (!line) throw new DomainError('not_found', { lineNo })
	const files = await tx.db.$queryRaw<{ purpose: string; fileId: bigint }[]>`
		SELECT purpose, file_id AS "fileId" FROM claim_line_file WHERE claim_line_id = ${line.id}`
	const payments = await tx.db.ownPayment.findMany({ where: { claimLineId: line.id } })
	await tx.db.ownPayment.deleteMany({ where: { claimLineId: line.id } })
	const [invoice] = await freeInvoices(tx, [line.id])
	await tx.db.claimLine.delete({ where: { id: line.id } })
	return {
		contract: files.find((file) => file.purpose === 'contract')?.fileId ?? null,
		report: files.find((file) => file.purpose === 'report')?.fileId ?? null,
		invoice: invoice?.fileId ?? null,
		slip: payments[0]?.slipFileId ?? null,
	}
}

/** Stores the given files, keeps the others, and writes invoice, part and payment of a line. */
async function keepPapers(
	tx: Context,
	claim: ClaimRow,
	lineId: bigint,
	input: ContractLineInput,
	kept: KeptFiles | null,
	given: GivenFapiao | null,
) {
	const { accountId, organisationId } = memberOf(tx.actor)
	const store = async (
		file: File | undefined,
		purpose: 'contract' | 'report' | 'fapiao' | 'transfer-slip',
		old: bigint | null | undefined,
	) => (file ? (await storeFile(tx, file, { purpose, organisationId, claimId: claim.id })).id : (old ?? null))
	const contract = await store(input.contractFile, 'contract', kept?.contract)
	const report = await store(input.reportFile, 'report', kept?.report)
	const owner = { purpose: 'fapiao' as const, organisationId, claimId: claim.id, reading: given?.reading }
	const fapiao = given ? (await storeFile(tx, given.file, owner)).id : (kept?.invoice ?? null)
	const slip = await store(input.slipFile, 'transfer-slip', kept?.slip)
	for (const [purpose, fileId] of Object.entries({ contract, report }))
		if (fileId !== null)
			await tx.db
				.$executeRaw`INSERT INTO claim_line_file (claim_line_id, purpose, file_id) VALUES (${lineId}, ${purpose}, ${fileId})`

	const invoiceId = await invoiceOf(tx, claim, input, fapiao, accountId)
	await tx.db.invoicePart.create({ data: { invoiceId, claimLineId: lineId, amountFen: input.baseYuan } })
	await tx.db.ownPayment.create({
		data: {
			claimLineId: lineId,
			amountFen: input.paidYuan,
			paidOn: dateOf(input.paidOn),
			channel: 'bank_transfer',
			reference: input.paymentReference,
			slipFileId: slip,
			recordedById: accountId,
			createdAt: tx.now,
		},
	})
}

/** Where the form keeps what a file may say otherwise; the buyer is the enterprise itself. */
const invoiceFields = {
	number: 'invoiceNumber',
	code: 'invoiceCode',
	issuedOn: 'invoiceOn',
	sellerCode: 'providerCode',
	buyerCode: 'invoiceFile',
	amountFen: 'invoiceYuan',
	taxFen: 'invoiceTaxYuan',
} as const

async function typedInvoice(ctx: Context, claim: ClaimRow, input: ContractLineInput): Promise<TypedFapiao> {
	const { creditCode } = await ctx.db.organisation.findUniqueOrThrow({
		where: { id: claim.enterpriseId },
		select: { creditCode: true },
	})
	return {
		number: input.invoiceNumber,
		code: input.invoiceCode,
		issuedOn: input.invoiceOn,
		sellerCode: input.providerCode,
		buyerCode: creditCode,
		amountFen: input.invoiceYuan,
		taxFen: input.invoiceTaxYuan,
	}
}

/** The invoice of a line, from its provider to the claim's enterprise. Its ceilings are checked under its lock. */
async function invoiceOf(
	tx: Context,
	claim: ClaimRow,
	input: ContractLineInput,
	fileId: bigint | null,
	createdById: bigint,
): Promise<bigint> {
	const typed = await typedInvoice(tx, claim, input)
	if (typed.buyerCode === input.providerCode) throw new DomainError('invoice.party_mismatch', { field: 'providerCode' })
	const id = await writeInvoice(tx, { ...typed, fileId, createdById }, 'invoiceNumber')
	if (input.baseYuan > input.invoiceYuan) throw new DomainError('invoice.too_small', { field: 'invoiceYuan' })
	return id
}
