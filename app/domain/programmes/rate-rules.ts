import { z } from 'zod'
import { match } from './conditions.ts'
import { basisPoints, fenAmount, rule, slug, words } from './document-parts.ts'
import { amounts } from './facts.ts'

/** What a row of the rates pays. */

const pays = z
	.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('share'), bp: basisPoints }).meta({ description: 'A share of the base.' }),
		z
			.strictObject({ kind: z.literal('flat'), fen: fenAmount })
			.meta({ description: 'A flat amount for each line, never more than the base where one is known.' }),
		z
			.strictObject({
				kind: z.literal('per_unit'),
				fen: fenAmount,
				unit: words.meta({ description: 'One unit: 件 / item, 小时 / hour.' }),
				maxUnits: z.number().int().min(1).optional(),
			})
			.meta({ description: 'So much for each unit of service.quantity: 3,000 yuan per patent.' }),
		z
			.strictObject({
				kind: z.literal('tiers'),
				mode: z.enum(['marginal', 'whole']).meta({
					description:
						'marginal: each part of the base at its own share · whole: the whole base at the share of the tier it falls in.',
				}),
				over: z.enum(['line', 'year']).optional().meta({
					description:
						'line (when left out): the tiers of each line · year: marginal tiers run on over what was counted this year (facts.yearBaseFen).',
				}),
				tiers: z
					.array(z.strictObject({ uptoFen: fenAmount.nullable(), bp: basisPoints }))
					.min(1)
					.max(20)
					.meta({
						description: 'Ascending; an amount equal to uptoFen belongs to that tier; null in the last: no limit.',
					}),
			})
			.meta({
				description: 'Shares by the size of the base.',
				examples: [
					{
						kind: 'tiers',
						mode: 'marginal',
						tiers: [
							{ uptoFen: 1000000, bp: 10000 },
							{ uptoFen: null, bp: 5000 },
						],
					},
				],
			}),
		z.strictObject({ kind: z.literal('appraised'), minBp: basisPoints, maxBp: basisPoints }).meta({
			description:
				'A share that an appraisal sets within limits (10 % to 30 %): service.appraisedBp. A higher one counts as maxBp, a lower one as minBp; unknown: needs.',
		}),
		z.strictObject({ kind: z.literal('appraised_amount'), minFen: fenAmount, maxFen: fenAmount }).meta({
			description: 'An amount that an appraisal sets within limits (3–10 万元): service.appraisedFen; unknown: needs.',
		}),
	])
	.meta({ id: 'pays' })
export type Pays = z.output<typeof pays>

export const rateRow = rule({
	id: slug,
	name: words,
	when: match.optional().meta({ description: 'When this row decides; always when left out.' }),
	pays,
	baseOf: z
		.array(z.enum(amounts))
		.min(1)
		.max(5)
		.optional()
		.meta({ description: 'Amounts this row is reckoned on, where they differ from base.of.' }),
	atLeastFen: fenAmount
		.optional()
		.meta({ description: 'The row pays at least this (but never more than the base): 不足一万元的按一万元.' }),
}).meta({
	id: 'rate_row',
	examples: [
		{
			id: 'testing',
			name: { zh: '检验检测', en: 'Testing' },
			when: { categories: ['testing'] },
			pays: { kind: 'share', bp: 5000 },
			article: '第六条',
		},
		{
			id: 'invention',
			name: { zh: '发明专利', en: 'Invention patent' },
			when: { categories: ['ip-patent'] },
			pays: { kind: 'per_unit', fen: 300000, unit: { zh: '件', en: 'patent' } },
			article: '第五项',
		},
	],
})
export type RateRow = z.output<typeof rateRow>
