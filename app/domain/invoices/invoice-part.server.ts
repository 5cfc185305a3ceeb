import type { Context } from '#app/domain/context.server.ts'
import type { Subject } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'

/** The part of an invoice that belongs to an order or to a line of a claim, and whose business it is. */
export type FoundPart = {
	id: bigint
	invoiceId: bigint
	sellerCode: string
	createdById: bigint
	orderId: bigint | null
	claimId: bigint | null
	owners: Subject
}

/**
 * The invoice `invoice` of an order or claim. A claim finds its own invoices and those of its orders. Throws not_found.
 * Authorise before using it.
 */
export async function invoicePartOf(
	ctx: Context,
	{ of, number, invoice }: { of: 'order' | 'claim'; number: string; invoice: string },
): Promise<FoundPart> {
	const [row] = await ctx.db.$queryRaw<
		(Omit<FoundPart, 'owners'> & Record<'enterpriseId' | 'providerId' | 'claimantId' | 'authorityId', bigint | null>)[]
	>`
		SELECT p.id, i.id AS "invoiceId", trim(i.seller_code) AS "sellerCode", i.created_by_id AS "createdById", o.id AS "orderId", c.id AS "claimId",
			COALESCE(o.enterprise_id, c.enterprise_id) AS "enterpriseId", o.provider_id AS "providerId", c.claimant_id AS "claimantId",
			COALESCE(f.authority_id, g.authority_id) AS "authorityId"
		FROM invoice i JOIN invoice_part p ON p.invoice_id = i.id
		LEFT JOIN "order" o ON o.id = p.order_id
		LEFT JOIN programme g ON g.id = o.programme_id
		LEFT JOIN claim_line l ON ${of} = 'claim' AND (l.id = p.claim_line_id OR l.order_id = o.id)
		LEFT JOIN claim c ON c.id = l.claim_id
		LEFT JOIN fund f ON f.id = c.fund_id
		WHERE i.number = ${invoice} AND CASE WHEN ${of} = 'claim' THEN c.number = ${number} ELSE o.number = ${number} END
		ORDER BY p.id LIMIT 1`
	if (!row) throw new DomainError('not_found', { invoice })
	const { enterpriseId, providerId, claimantId, authorityId, ...part } = row
	return { ...part, owners: { enterpriseId, providerId, organisationId: claimantId, authorityId } }
}
