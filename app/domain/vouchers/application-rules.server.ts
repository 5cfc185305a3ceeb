import type { Context } from '#app/domain/context.server.ts'
import { organisationFacts } from '#app/domain/identity/organisation-facts.server.ts'
import { evaluateNow } from '#app/domain/programmes/cap-usage.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { enterpriseFacts } from '#app/domain/programmes/known-facts.server.ts'
import { type OpenRound, roundFacts } from '#app/domain/programmes/rounds.server.ts'
import type { Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** The facts of an application and what the round's rules say of them, with the caps as they stand now. */
export async function evaluateApplication(
	ctx: Context,
	round: OpenRound,
	{ enterpriseId, requestedFen, at }: { enterpriseId: bigint; requestedFen?: Money; at: LocalDate },
): Promise<{ facts: Facts; evaluation: Evaluation; enterprise: { name: string; creditCode: string } }> {
	const [enterprise] = await organisationFacts(ctx, [enterpriseId])
	const facts = applicationFacts(round, enterprise!, { requestedFen, at })
	return { facts, evaluation: await evaluateNow(ctx, round.document, facts), enterprise: enterprise! }
}

/** The facts of an application in a round, without what is used of any cap. */
export const applicationFacts = (
	round: OpenRound,
	enterprise: Parameters<typeof enterpriseFacts>[0],
	{ requestedFen, at }: { requestedFen?: Money | undefined; at: LocalDate },
): Facts => ({
	step: 'grant',
	at,
	...(requestedFen === undefined ? {} : { requestedFen }),
	enterprise: enterpriseFacts(enterprise),
	round: roundFacts(round),
	fund: { yearFen: round.fundYearFen },
	used: {},
})
