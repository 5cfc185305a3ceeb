import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen } from '#app/lib/money.ts'
import { getClaim } from './claim-details.server.ts'
import { decideClaim } from './decide-claim.server.ts'

/**
 * Approves several claims in full at once, each by itself: only those whose every check is in order; whatever asks for a
 * look, and whatever this person may not decide, is left. Answers which passed and which were left.
 */
export async function reviewMany(
	ctx: Context,
	numbers: readonly string[],
): Promise<{ passed: string[]; left: string[] }> {
	const passed: string[] = []
	const left: string[] = []
	for (const number of numbers) {
		try {
			const { checks, lines, offers } = await getClaim(ctx, number)
			if (checks.some((check) => check.verdict !== 'ok') || !offers.includes('review')) {
				left.push(number)
				continue
			}
			const whole = lines.map((line) => ({
				lineNo: line.lineNo,
				approvedFen: fen(line.claimedFen),
				reason: '',
				article: '',
			}))
			await decideClaim({ ...ctx, key: undefined }, { number, lines: whole })
			passed.push(number)
		} catch (error) {
			if (!(error instanceof DomainError)) throw error
			left.push(number)
		}
	}
	return { passed, left }
}
