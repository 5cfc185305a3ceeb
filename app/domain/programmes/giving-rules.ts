import { z } from 'zod'
import { rule, slug, words } from './document-parts.ts'

/** How a fund that is too small for everyone is given out: to who comes first, by lot (摇号), or by score (评分排序). */

/** Numbers about an enterprise that can count in a score by themselves. */
export const scoredFacts = ['score', 'headcount', 'teamMembers'] as const

const criterion = z.strictObject({
	id: slug,
	name: words,
	weight: z.number().int().min(1).max(100).meta({ description: 'What one point counts.' }),
	most: z.number().int().min(1).max(1000).meta({ description: 'The most points; a fact above it counts as this.' }),
	by: z
		.discriminatedUnion('kind', [
			z.strictObject({ kind: z.literal('fact'), fact: z.enum(scoredFacts) }),
			z.strictObject({ kind: z.literal('reviewer') }),
		])
		.meta({ description: 'fact: the number itself; an unknown one is 0 points · reviewer: given with a reason.' }),
})
export type Criterion = z.output<typeof criterion>

export const giving = z
	.discriminatedUnion('kind', [
		rule({ kind: z.literal('first_come') }),
		rule({
			kind: z.literal('lottery'),
			publicNumber: z
				.strictObject({
					name: words.meta({ description: 'Which number: the draw number of a lottery, the close of an index, …' }),
					source: words.meta({ description: 'Who publishes it, and where it can be looked up.' }),
					digits: z.number().int().min(4).max(40).optional().meta({
						description: 'How many digits it has. Only its digits count, in their order, without spaces and points.',
					}),
					daysAfterClose: z.number().int().min(1).max(60).meta({
						description: 'It is the first one published on or after this many days after the list is closed.',
					}),
				})
				.meta({ description: 'The number that decides, named before it exists.' }),
		}),
		rule({ kind: z.literal('ranked'), criteria: z.array(criterion).min(1).max(20) }),
	])
	.meta({ description: 'How a scarce fund is given; first_come when left out.' })
export type Giving = z.output<typeof giving>
export type Lottery = Extract<Giving, { kind: 'lottery' }>
export type Ranked = Extract<Giving, { kind: 'ranked' }>

/** How a programme gives: first come, first served unless it says otherwise. */
export const givingKind = (document: { grant: { giving?: Giving | undefined } }): Giving['kind'] =>
	document.grant.giving?.kind ?? 'first_come'

/** Whether vouchers are given out after the window, in an order drawn or ranked. */
export const isDrawn = (document: { grant: { giving?: Giving | undefined } }): boolean =>
	givingKind(document) !== 'first_come'

type Checked = {
	grant: { giving?: Giving | undefined; object: string }
	process: { encumbrance: { point: string }; exhaustion: { kind: string } }
}
type Say = (path: (string | number)[], zh: string, en: string) => void

/** What a way of giving asks of the rest of the document. */
export function checkGiving({ grant: { giving: way, object }, process }: Checked, say: Say): void {
	if (!way) return
	if (object === 'none') say(['grant', 'giving'], '不发券的，没有这一项', 'without a voucher there is none of this')
	if (object === 'none' || way.kind === 'first_come') return
	if (process.encumbrance.point !== 'grant')
		say(
			['process', 'encumbrance', 'point'],
			'摇号或按评分发放的，资金在发放时占用',
			'a fund given by lot or by score is set aside at the grant',
		)
	if (process.exhaustion.kind === 'pro_rata')
		say(
			['process', 'exhaustion', 'kind'],
			'摇号或按评分发放的，不再按比例折算',
			'what is given by lot or by score is not scaled down as well',
		)
	if (way.kind !== 'ranked') return
	const ids = way.criteria.map(({ id }) => id)
	ids.forEach((id, index) => {
		if (ids.indexOf(id) !== index)
			say(['grant', 'giving', 'criteria', index, 'id'], `「${id}」重复`, `"${id}" is there twice`)
	})
}
