import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { BatchState, PayerProfile } from './batch.ts'

/** A batch with its fund and source, and who did what: what every command and page of it asks first. */
export type FoundBatch = {
	id: bigint
	number: string
	state: BatchState
	fundId: bigint
	sourceNo: number
	authorityId: bigint
	approvalDocumentNo: string | null
	contentHash: string | null
	messageId: string | null
	createdById: bigint
	createdAt: Date
	lockedById: bigint | null
	lockedAt: Date | null
	approvedById: bigint | null
	approvedAt: Date | null
	sentById: bigint | null
	sentAt: Date | null
	closedAt: Date | null
	fundNumber: string
	fundName: string
	projectCode: string
	functionalClass: string
	economicClass: string
	sourceName: string
	sourceNameEn: string | null
	payerProfile: PayerProfile
	accountName: string
	accountNo: string
	bankName: string
	bankCode: string
}

/** A batch by its number. Throws not_found. */
export async function findBatch(ctx: Context, number: string): Promise<FoundBatch> {
	const [batch] = await ctx.db.$queryRaw<FoundBatch[]>`
		SELECT b.id, b.number, b.state, b.fund_id AS "fundId", b.source_no::int AS "sourceNo", f.authority_id AS "authorityId",
			b.approval_document_no AS "approvalDocumentNo", b.content_hash AS "contentHash", b.message_id AS "messageId",
			b.created_by_id AS "createdById", b.created_at AS "createdAt", b.locked_by_id AS "lockedById", b.locked_at AS "lockedAt",
			b.approved_by_id AS "approvedById", b.approved_at AS "approvedAt", b.sent_by_id AS "sentById", b.sent_at AS "sentAt",
			b.closed_at AS "closedAt", f.number AS "fundNumber", f.name AS "fundName", f.project_code AS "projectCode",
			f.functional_class AS "functionalClass", f.economic_class AS "economicClass", s.name AS "sourceName",
			s.name_en AS "sourceNameEn", s.payer_profile AS "payerProfile", s.account_name AS "accountName",
			s.account_no AS "accountNo", s.bank_name AS "bankName", s.bank_code AS "bankCode"
		FROM batch b
		JOIN fund f ON f.id = b.fund_id
		JOIN funding_source s ON s.fund_id = b.fund_id AND s.source_no = b.source_no
		WHERE b.number = ${number}`
	if (!batch) throw new DomainError('not_found')
	return batch
}
