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
	const columns = {
		fund_key: fundId,
		turn: place?.turn ?? null,
		after: place?.after ?? null,
		scope_org_ids: list(heads, ({ scopeOrgId }) => scopeOrgId),
		keys: list(heads, ({ key }) => quoted(key)),
		input_hashes: list(heads, ({ inputHash }) => inputHash),
		actor_ids: list(heads, ({ actorId }) => actorId),
		moments: list(heads, ({ now }) => now.toISOString()),
		have_own_key: list(heads, ({ key }) => key !== null),
		application_ids: list(requests, ({ application }) => ('id' in application ? application.id : null)),
		application_numbers: list(numbers, ({ applicationNumber }) => quoted(applicationNumber ?? null)),
		enterprise_ids: list(fresh, (application) => application?.enterpriseId),
		round_ids: list(fresh, (application) => application?.roundId),
		version_ids: list(fresh, (application) => application?.versionId),
		requested_fens: list(fresh, (application) => application?.requestedFen),
		commitment_file_ids: list(fresh, (application) => application?.commitmentFileId),
		numbers: list(numbers, ({ number }) => quoted(number)),
		face_fens: list(requests, ({ faceFen }) => faceFen),
		splits: list(requests, ({ split }) => `"{${split.join(',')}}"`),
		use_bys: list(requests, ({ useBy }) => useBy),
		redeem_bys: list(requests, ({ redeemBy }) => redeemBy),
		encumbrances: list(requests, ({ encumbrance }) => encumbrance),
		cap_keys: list([...caps.keys()], quoted),
		drawn_by: list(drawn, ({ by }) => by),
		drawn_at: list(drawn, ({ draw }) => caps.get(draw.capKey)),
		drawn_limit_fens: list(drawn, ({ draw }) => draw.limitFen),
		drawn_fens: list(drawn, ({ draw }) => draw.amountFen),
		places: list(places, (at) => at),
		sent,
	}
	const parameters = Object.keys(columns).map((name, index) => `${name} => $${index + 1}`)
	return {
		name: 'grant_batch',
		text: `SELECT grant_batch(${parameters.join(', ')}) AS answer`,
		values: Object.values(columns),
	}
}

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
