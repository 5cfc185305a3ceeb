import type { Context } from '#app/domain/context.server.ts'
import { type BooksValue, canonicalJson, commandHead } from '#app/domain/ledger/call-books.server.ts'
import { amountJson } from '#app/lib/amount-json.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** How requests for vouchers of a fund travel to the books: many in one call, what each tells of itself beside it. */

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

/** A request as it travels: who asks, what decides as JSON, and what is only kept, as stored. */
export type WrittenRequest = {
	head: string
	body: string
	/** of a new application: its facts, its evaluation, its commitment */
	papers: readonly Buffer[]
}
/** A call's place among those of its process: it comes after the one whose turn was `after`. */
export type Turn = { turn: number; after: number }
export type GrantNumbers = { number: string; applicationNumber?: string }

export function writeRequest(ctx: Context, { fundId: _, application, inputs, ...terms }: GrantRequest): WrittenRequest {
	const head = commandHead(ctx, 'grant_voucher', canonicalJson(inputs))
	if ('id' in application) return { head, body: amountJson({ ...terms, applicationId: application.id }), papers: [] }
	const { facts, evaluation, commitmentText, ...rest } = application
	return {
		head,
		body: amountJson({ ...terms, application: rest }),
		papers: [amountJson(facts), amountJson(evaluation), commitmentText].map((paper) => Buffer.from(paper)),
	}
}

/** The statement that grants these requests, in their order, under these numbers. */
export function callOf(
	fundId: bigint,
	written: readonly WrittenRequest[],
	numbers: readonly GrantNumbers[],
	turn?: Turn,
) {
	const papers: Buffer[] = []
	let length = 0
	const requests = written.map((one, index) => {
		const places = [length]
		for (const paper of one.papers) {
			papers.push(paper)
			length += paper.length
			places.push(length)
		}
		return `{"ctx":${one.head},"papers":[${places}],${JSON.stringify(numbers[index]).slice(1, -1)},${one.body.slice(1)}`
	})
	const place = turn ? `"turn":${turn.turn},"after":${turn.after},` : ''
	return {
		name: 'grant_vouchers',
		text: 'SELECT grant_vouchers($1::jsonb, $2::jsonb, $3::bytea) AS answer',
		values: ['{}', `{"fundId":"${fundId}",${place}"requests":[${requests.join(',')}]}`, Buffer.concat(papers)],
	}
}
