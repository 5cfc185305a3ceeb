import type { Context } from '#app/domain/context.server.ts'
import { can } from '#app/domain/identity/policy.ts'
import { namesOf } from '#app/domain/programmes/people-names.server.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'

/** What one source owes or has paid of a claim, and what of it is demanded back. */
export type ClawbackLine = {
	id: bigint
	source: string
	sourceEn: string | null
	amountFen: bigint
	demandedFen: bigint
	clawedBackFen: bigint
	isPaid: boolean
}

export type ClawbackView = {
	number: string
	source: string
	sourceEn: string | null
	amountFen: bigint
	receivedFen: bigint
	reason: string
	article: string
	dueOn: LocalDate | null
	state: string
	proposedBy: string
	proposedAt: Date
	decidedBy: string | null
	may: { decide: boolean; receive: boolean }
}

/** The pay lines of a claim with what was paid of them. */
export function claimPayLines(ctx: Context, claimId: bigint): Promise<ClawbackLine[]> {
	return ctx.db.$queryRaw<ClawbackLine[]>`
		SELECT p.id, s.name AS source, s.name_en AS "sourceEn", p.amount_fen AS "amountFen", p.demanded_fen AS "demandedFen", p.clawed_back_fen AS "clawedBackFen",
			EXISTS (SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state = 'confirmed') AS "isPaid"
		FROM pay_line p JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no WHERE p.claim_id = ${claimId} ORDER BY p.source_no`
}

/** The clawbacks of a claim, newest first, and what of it could still be demanded back. Authorise the claim first. */
export async function claimClawbacks(ctx: Context, claim: { id: bigint; authorityId: bigint; state: string }) {
	if (claim.state !== 'paid' && claim.state !== 'partly_paid') {
		if ((await ctx.db.clawback.count({ where: { claimId: claim.id } })) === 0) return null
	}
	const [lines, rows] = await Promise.all([
		claimPayLines(ctx, claim.id),
		ctx.db.clawback.findMany({ where: { claimId: claim.id }, orderBy: { id: 'desc' } }),
	])
	const people = await namesOf(
		ctx,
		rows.flatMap((row) => [row.proposedById, row.decidedById]),
	)
	const subject = { authorityId: claim.authorityId }
	const clawbacks = rows.map((row): ClawbackView => {
		const line = lines.find((one) => one.id === row.payLineId)
		return {
			number: row.number,
			source: line?.source ?? '',
			sourceEn: line?.sourceEn ?? null,
			amountFen: row.amountFen,
			receivedFen: row.receivedFen,
			reason: row.reason,
			article: row.article,
			dueOn: row.dueOn && dayOf(row.dueOn),
			state: row.state,
			proposedBy: people.get(row.proposedById) ?? '',
			proposedAt: row.proposedAt,
			decidedBy: row.decidedById === null ? null : (people.get(row.decidedById) ?? ''),
			may: {
				decide:
					row.state === 'proposed' && can(ctx.actor, 'clawback.demand', { ...subject, doneBy: [row.proposedById] }),
				receive: row.state === 'demanded' && can(ctx.actor, 'clawback.receive', subject),
			},
		}
	})
	return {
		lines: lines.filter((line) => line.isPaid && line.amountFen > line.demandedFen),
		clawbacks,
		mayPropose: can(ctx.actor, 'clawback.propose', subject),
	}
}
export type ClaimClawbacks = NonNullable<Awaited<ReturnType<typeof claimClawbacks>>>
