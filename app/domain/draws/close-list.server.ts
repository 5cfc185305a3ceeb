import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { type BooksArgs, callBooks } from '#app/domain/ledger/call-books.server.ts'
import { isRepeat } from '#app/domain/ledger/repeat.server.ts'
import { roundOf } from '#app/domain/programmes/rounds.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { drawListHeader } from './draw-list.server.ts'
import { judgeRound } from './judge-round.server.ts'

/**
 * An officer closes the list of a round whose time is over: who is eligible, for how much, with which score; hashed and
 * kept for ever, before a lottery's number exists. Who is not eligible now, or has not corrected what was returned, is
 * not drawn. Throws draw.round_open, draw.nobody, draw.scores_missing, state.changed_meanwhile.
 */
export async function closeList(ctx: Context, { round: number }: { round: string }): Promise<void> {
	const round = await roundOf(ctx, number)
	authorize(ctx.actor, 'draw.close', { authorityId: round.authorityId })
	if (await isRepeat(ctx, number)) return
	const { giving } = round.document.grant
	if (!giving || giving.kind === 'first_come') throw new DomainError('state.not_allowed')
	const { candidates, others, scoresSeen, unscored } = await judgeRound(ctx, round)
	if (unscored > 0) throw new DomainError('draw.scores_missing', { unscored })
	const lottery =
		giving.kind === 'lottery'
			? { rule: giving, numberOn: addDays(shanghaiDay(ctx.now), giving.publicNumber.daysAfterClose) }
			: null
	const args: BooksArgs = {
		roundId: round.id,
		header: drawListHeader(number, lottery),
		numberOn: lottery?.numberOn ?? null,
		scoresSeen,
		candidates,
		others,
	}
	await callBooks(ctx, 'close_draw_list', args)
}
