import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { canonicalJson } from '#app/domain/ledger/call-books.server.ts'
import { type FactsInput, factsOf } from './facts-form.ts'
import { authorize, memberOf } from './policy.ts'

/**
 * Stores what an enterprise states about itself. Facts that others have entered (bans, earlier funding, score) stay as
 * they are; an answer taken back becomes unknown again. Applications keep the facts they were made with.
 */
export async function saveFacts(ctx: Context, input: FactsInput): Promise<void> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'organisation.edit', { organisationId })
	const stated = factsOf(input)
	const unknown = Object.entries(stated).flatMap(([name, value]) => (value === undefined ? [name] : []))
	await transact(ctx, async (tx) => {
		const rows = await tx.db.$queryRaw<{ number: string }[]>`
			UPDATE organisation SET facts = (facts - ${unknown}::text[]) || ${canonicalJson(stated)}::jsonb
			WHERE id = ${organisationId} RETURNING number`
		await record(tx, 'organisation.facts_stated', rows[0]!.number, { stated })
	})
}
