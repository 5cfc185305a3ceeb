import { z } from 'zod'
import { digitsOf } from '#app/domain/draws/draw.ts'
import { day, longText, reference, text } from '#app/lib/form-fields.ts'

/**
 * 抽样复核: a share of the approved claims is looked at again. The list is closed and hashed before the public number that
 * chooses from it exists; list and number give the order, so that anyone reckons the same choice.
 */

/** Closing the list of a programme's claims approved in a time. */
export const closeSamplingForm = z
	.object({ programme: reference(), fromOn: day(), untilOn: day(), numberName: text(120), numberOn: day() })
	.refine(({ fromOn, untilOn }) => untilOn >= fromOn, { path: ['untilOn'], message: 'field.out_of_range' })
export type CloseSamplingInput = z.output<typeof closeSamplingForm>

export const samplingNumberForm = z.object({
	publicNumber: text(120)
		.transform(digitsOf)
		.refine((digits) => digits.length >= 4 && digits.length <= 40, 'field.not_a_number'),
})

/** What the second look at a drawn claim found. */
export const samplingResults = ['in_order', 'found'] as const
export const samplingResultForm = z.object({
	claim: reference(),
	result: z.enum(samplingResults),
	words: longText(500),
})
export type SamplingResultInput = z.output<typeof samplingResultForm>

export type Listed = { claim: string; amountFen: bigint; isSilent?: boolean }

/** The list as it is hashed: one line a claim, its number and its amount in fen, in order of the numbers; `silent` behind one accepted by silence. */
export const listText = (items: readonly Listed[]) =>
	items.map(({ claim, amountFen, isSilent }) => `${claim} ${amountFen}${isSilent ? ' silent' : ''}\n`).join('')

/** How a hexadecimal SHA-256 of a text is made; given from outside so that this stays pure. */
type Sha256 = (text: string) => string

/** The seed: SHA-256 of the list's hash, a line feed and the digits of the public number. */
export const seedOf = (sha256: Sha256, listHash: string, digits: string) => sha256(`${listHash}\n${digits}`)

/**
 * Who is drawn: claims in order of SHA-256(seed, line feed, claim number); by count the first so many in ten thousand,
 * rounded up; by amount until their sum reaches that share of the whole. Those accepted by silence are always drawn, over and
 * above the share of the others.
 */
export function drawSample(
	sha256: Sha256,
	items: readonly Listed[],
	{ seed, takenBy, bp }: { seed: string; takenBy: string; bp: number },
): { claim: string; place: number; isDrawn: boolean }[] {
	const ordered = items
		.map((item) => ({ ...item, key: sha256(`${seed}\n${item.claim}`) }))
		.sort((a, b) => (a.key < b.key ? -1 : 1))
	const others = items.filter((item) => !item.isSilent)
	const total = others.reduce((sum, item) => sum + item.amountFen, 0n)
	const wanted = takenBy === 'amount' ? total * BigInt(bp) : BigInt(Math.ceil((others.length * bp) / 10_000)) * 10_000n
	let taken = 0n
	return ordered.map(({ claim, amountFen, isSilent }, index) => {
		if (isSilent) return { claim, place: index + 1, isDrawn: true }
		const isDrawn = taken < wanted
		taken += takenBy === 'amount' ? amountFen * 10_000n : 10_000n
		return { claim, place: index + 1, isDrawn }
	})
}
