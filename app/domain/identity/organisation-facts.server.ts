import { ask, type Context, sharedRead } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** What rules read of an organisation. */
export type OrganisationFacts = {
	id: bigint
	number: string
	name: string
	creditCode: string
	divisionCode: string
	providerKind: string | null
	status: string
	facts: unknown
}

const factsByIds = {
	name: 'organisation_facts_by_ids',
	text: `SELECT id::text, number, name, credit_code AS "creditCode", division_code AS "divisionCode", provider_kind AS "providerKind", status, facts
		FROM organisation WHERE id = ANY ($1::bigint[])`,
}

const readFacts = sharedRead<readonly bigint[], OrganisationFacts[]>(async (ctx, asked) => {
	const ids = [...new Set(asked.flat().map(String))]
	const rows = await ask<Omit<OrganisationFacts, 'id'> & { id: string }>(ctx, factsByIds, [ids])
	const byId = new Map(rows.map((row) => [BigInt(row.id), { ...row, id: BigInt(row.id) }]))
	return asked.map((wanted) => {
		const found = wanted.flatMap((id) => byId.get(id) ?? [])
		return found.length === wanted.length ? found : new DomainError('not_found')
	})
})

/** What rules read of these organisations, in the order asked for. Throws not_found. */
export const organisationFacts = (ctx: Context, ids: readonly bigint[]): Promise<OrganisationFacts[]> =>
	readFacts(ctx, ids)
