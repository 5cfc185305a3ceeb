import type { Context } from '#app/domain/context.server.ts'
import { followCause } from './follow-cause.server.ts'

/**
 * Follows every red-letter fapiao to the claims that were reviewed before it came and approved, and to the rewards of their orders
 * (see followCause). Answers how many were looked at.
 */
export async function followRedLetters(ctx: Context): Promise<number> {
	const pending = await ctx.db.$queryRaw<{ id: bigint; redNo: string; number: string }[]>`
		SELECT r.id, r.number AS "redNo", c.number FROM red_letter r JOIN (
			SELECT rp.red_letter_id, a.claim_id FROM red_letter_part rp JOIN invoice_allocation a ON a.part_id = rp.part_id
			UNION SELECT rp.red_letter_id, w.claim_id FROM red_letter_part rp JOIN invoice_part ip ON ip.id = rp.part_id JOIN rewarded_order w ON w.order_id = ip.order_id) touched
			ON touched.red_letter_id = r.id JOIN claim c ON c.id = touched.claim_id
		WHERE c.state IN ('approved', 'partly_paid', 'paid') AND c.reviewed_at < r.recorded_at
			AND NOT EXISTS (SELECT FROM claim_reduction d WHERE d.claim_id = c.id AND d.red_letter_id = r.id)
		ORDER BY r.id, c.number`
	let done = 0
	for (const { id, redNo, number } of pending) {
		const cause = { cause: { redLetterId: id }, key: `red-letter:${id}`, reason: `红字发票 ${redNo}` }
		if (await followCause(ctx, number, cause)) done++
	}
	return done
}
