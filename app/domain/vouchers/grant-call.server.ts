import type { Context } from '#app/domain/context.server.ts'
import { type BooksValue, canonicalJson, headOf } from '#app/domain/ledger/call-books.server.ts'
import { amountJson } from '#app/lib/amount-json.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** How requests for vouchers of a fund travel to the books: many in one call, as columns, what is only kept beside them. */

/** An application handed in and granted in the same act: refused, it leaves nothing behind. */
type NewApplication = {
	roundId: bigint
	versionId: bigint
	enterpriseId: bigint
	requestedFen: bigint
	facts: BooksValue
	evaluation: BooksValue
	commitmentText: string
	commitmentFileId: bigint | null
}
export type GrantRequest = {
	fundId: bigint
	/** one that was submitted, or a new one */
	application: { id: bigint } | NewApplication
	faceFen: bigint
	/** amount per source of the fund, in their order */
	split: bigint[]
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	encumbrance: 'grant' | 'order'
	/** what it draws on caps, as `evaluate` says */
	draws: { capKey: string; limitFen: bigint; amountFen: bigint }[]
	/** what the person asked for: the same key with other inputs is refused */
	inputs: BooksValue
}

/** A request with the one who asks. */
export type AskedGrant = { head: ReturnType<typeof headOf>; request: GrantRequest }
/** A call's place among those of its process: it comes after the one whose turn was `after`. */
export type Turn = { turn: number; after: number }
export type GrantNumbers = { number: string; applicationNumber?: string }

export const askedBy = (ctx: Context, request: GrantRequest): AskedGrant => ({
	head: headOf(ctx, 'grant_voucher', canonicalJson(request.inputs)),
	request,
})

/** The statement that grants these requests, in their order, under these numbers (see grant_batch, prisma/migrations). */
export function callOf(fundId: bigint, asked: readonly AskedGrant[], numbers: readonly GrantNumbers[], place?: Turn) {
	const heads = asked.map(({ head }) => head)
	const requests = asked.map(({ request }) => request)
	const fresh = requests.map(({ application }) => ('id' in application ? null : application))
	const drawn = requests.flatMap(({ draws }, index) => draws.map((draw) => ({ draw, by: index + 1 })))
	const caps = new Map<string, number>()
	for (const { draw } of drawn) if (!caps.has(draw.capKey)) caps.set(draw.capKey, caps.size + 1)
	const { places, sent } = papersOf(requests, numbers)
	return {
		name: 'grant_batch',
		text: `SELECT grant_batch(${parameters}) AS answer`,
		values: [
			fundId,
			place?.turn ?? null,
			place?.after ?? null,
			list(heads, ({ scopeOrgId }) => scopeOrgId),
			list(heads, ({ key }) => quoted(key)),
			list(heads, ({ inputHash }) => inputHash),
			list(heads, ({ actorId }) => actorId),
			list(heads, ({ now }) => now.toISOString()),
			list(heads, ({ key }) => key !== null),
			list(requests, ({ application }) => ('id' in application ? application.id : null)),
			list(numbers, ({ applicationNumber }) => quoted(applicationNumber ?? null)),
			list(fresh, (application) => application?.enterpriseId),
			list(fresh, (application) => application?.roundId),
			list(fresh, (application) => application?.versionId),
			list(fresh, (application) => application?.requestedFen),
			list(fresh, (application) => application?.commitmentFileId),
			list(numbers, ({ number }) => quoted(number)),
			list(requests, ({ faceFen }) => faceFen),
			list(requests, ({ split }) => `"{${split.join(',')}}"`),
			list(requests, ({ useBy }) => useBy),
			list(requests, ({ redeemBy }) => redeemBy),
			list(requests, ({ encumbrance }) => encumbrance),
			list([...caps.keys()], quoted),
			list(drawn, ({ by }) => by),
			list(drawn, ({ draw }) => caps.get(draw.capKey)),
			list(drawn, ({ draw }) => draw.limitFen),
			list(drawn, ({ draw }) => draw.amountFen),
			list(places, (at) => at),
			sent,
		],
	}
}
const parameters = Array.from({ length: 29 }, (_, index) => `$${index + 1}`).join(', ')

/** An array as PostgreSQL reads it. */
function list<T>(of: readonly T[], value: (one: T) => unknown): string {
	let text = '{'
	for (const one of of) text += `${text.length > 1 ? ',' : ''}${value(one) ?? 'NULL'}`
	return `${text}}`
}
const quoted = (text: string | null) => (text === null ? null : `"${text.replace(/["\\]/g, '\\$&')}"`)

/** Facts, evaluation and commitment of each new application, and what the command keeps of each request; and where each begins. */
function papersOf(requests: readonly GrantRequest[], numbers: readonly GrantNumbers[]) {
	const papers = requests.flatMap(({ application, ...terms }, index) => {
		const { faceFen, split, useBy, redeemBy, encumbrance, draws } = terms
		const kept = { faceFen, split, useBy, redeemBy, encumbrance, draws, ...numbers[index] }
		return 'id' in application
			? ['', '', '', amountJson({ ...kept, applicationId: application.id })]
			: [
					amountJson(application.facts),
					amountJson(application.evaluation),
					application.commitmentText,
					amountJson(kept),
				]
	})
	const sent = Buffer.allocUnsafe(papers.reduce((sum, paper) => sum + Buffer.byteLength(paper), 0))
	const places = [0]
	let end = 0
	for (const paper of papers) {
		end += sent.write(paper, end)
		places.push(end)
	}
	return { places, sent }
}
