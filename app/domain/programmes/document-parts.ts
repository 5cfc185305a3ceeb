import { z } from 'zod'
import { fen, type Money } from '#app/lib/money.ts'
import { type LocalDate, parseDay, shanghaiDay } from '#app/lib/time.ts'

/** Building blocks of programme documents and facts. Descriptions end up in the printed JSON Schema. */

export const steps = ['grant', 'order', 'claim'] as const
/** What is being decided: the face of a voucher, the voucher part of an order, or the amount of a claim. */
export const stepField = z.enum(steps)
export type Step = (typeof steps)[number]

/** A text in both languages. */
export const words = z
	.strictObject({ zh: z.string().trim().min(1).max(1000), en: z.string().trim().min(1).max(2000) })
	.meta({
		id: 'words',
		description: 'A text in Chinese and in English.',
		examples: [{ zh: '检测服务', en: 'Testing services' }],
	})
export type Words = z.output<typeof words>

export const slug = z
	.string()
	.regex(/^[a-z0-9][a-z0-9_-]{0,59}$/)
	.meta({
		id: 'name_code',
		description:
			'A name of your own choice: lower-case letters, digits, - and _, at most 60 characters, a letter or digit first.',
	})

export const divisionCode = z
	.string()
	.regex(/^\d{6}$/)
	.meta({
		id: 'division',
		description:
			'Division code GB/T 2260, six digits. A code ending in 0000 covers its province, one ending in 00 its city, any other code itself alone.',
	})

/** A fault of our own in both languages, for `addIssue`: standard faults are worded in document-faults.ts. */
export const fault = (zh: string, en: string, path: (string | number)[] = []) => ({
	code: 'custom' as const,
	message: en,
	params: { zh },
	path,
})

const largest = 10n ** 15n
const wholeFen = {
	zh: '金额写成 0 到 10^15 之间的整数（分），或数字字符串',
	en: 'write whole fen between 0 and 10^15: an integer or a string of digits',
}

/** An amount: whole fen as an integer or a decimal string. */
export const fenAmount = z
	.union(
		[
			z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
			z.string().regex(/^\d{1,16}$/),
			z.custom<bigint>((value) => typeof value === 'bigint'),
		],
		{ error: wholeFen.en },
	)
	.transform((value, ctx): Money => {
		const amount = fen(value)
		if (amount >= 0n && amount <= largest) return amount
		ctx.addIssue(fault(wholeFen.zh, wholeFen.en))
		return z.NEVER
	})
	.meta({
		id: 'fen',
		description:
			'Money in whole fen (1/100 yuan), zero or more: an integer, or the same digits as a string. 100,000 yuan (10 万元) is 10000000.',
		examples: [10000000, '10000000'],
	})

/** A share in basis points: 5000 is 50 %. */
export const basisPoints = z
	.number()
	.int()
	.min(0)
	.max(10_000)
	.meta({ id: 'basis_points', description: 'Basis points, 1/10000: 5000 is 50 %, 10000 is 100 %.' })

export const localDay = z
	.string()
	.transform((value, ctx): LocalDate => {
		try {
			return parseDay(value)
		} catch {
			ctx.addIssue(fault('不是一个日期，写成 YYYY-MM-DD', 'not a day; write YYYY-MM-DD'))
			return z.NEVER
		}
	})
	.meta({ id: 'day', description: 'A day in Asia/Shanghai, YYYY-MM-DD.', examples: ['2025-12-31'] })

/** A day, or an instant with its offset, which is taken as the day it falls on in Asia/Shanghai. */
export const dayOrInstant = z
	.union([
		localDay,
		z
			.string()
			.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/)
			.transform((value, ctx): LocalDate => {
				const instant = new Date(value)
				if (!Number.isNaN(instant.getTime())) return shanghaiDay(instant)
				ctx.addIssue(fault('不是一个时刻', 'not an instant'))
				return z.NEVER
			}),
	])
	.meta({
		id: 'day_or_instant',
		description:
			'A day in Asia/Shanghai as YYYY-MM-DD, or an instant with its offset, which counts as the day it falls on in Asia/Shanghai: 2025-12-31T16:00:00Z is 2026-01-01.',
	})

/** A day of every year, MM-DD. */
export const monthDay = z
	.string()
	.regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
	.meta({ id: 'month_day', description: 'A day of every year, MM-DD.', examples: ['03-31'] })

/** A range in which one end may be open; both ends belong to it. */
export const range = <V extends z.ZodType>(value: V) => z.strictObject({ min: value.optional(), max: value.optional() })

/** A fact, or the applicant's signed commitment while nothing else is known. */
export const proofField = z.enum(['fact', 'commitment']).optional().meta({
	description:
		'fact (when left out): while it is not known the answer is needs · commitment: the applicant’s signed commitment (承诺书) is proof while nothing else is known.',
})

const article = z.string().trim().min(1).max(80).meta({
	id: 'article',
	description:
		'The article of the published text, as it is cited there, such as 第五条第二款. Every rule carries it, or else ours and reason.',
})
const ours = z.literal(true).meta({
	id: 'ours',
	description: 'true where the published text is silent or ambiguous and this value is our own setting.',
})
const reason = words.meta({
	id: 'reason',
	description: 'Why it was set so, in Chinese and in English. Required with ours, and only with ours.',
	examples: [{ zh: '原文没有写，由平台设定。', en: 'The text does not say; set by the platform.' }],
})

/** Where a rule comes from: every rule carries these three. */
export const provenance = { article: article.optional(), ours: ours.optional(), reason: reason.optional() }
export type Provenance = { article?: string; ours?: true; reason?: Words }

/** Checks provenance: a rule has an article or is ours, and ours has a reason. */
export function checkProvenance(rule: Provenance, ctx: { addIssue: (issue: ReturnType<typeof fault>) => void }) {
	if (!rule.article && !rule.ours)
		ctx.addIssue(
			fault(
				'写明出自哪一条；原文没有写的，标 "ours": true 并说明理由',
				'name the article, or mark the rule with "ours": true and a reason',
				['article'],
			),
		)
	if (rule.ours && !rule.reason)
		ctx.addIssue(
			fault('我方设定要用两种语言说明理由', 'a setting of ours needs a reason in both languages', ['reason']),
		)
	if (rule.reason && !rule.ours)
		ctx.addIssue(
			fault('有理由的是我方设定，补上 "ours": true', 'a reason belongs to a setting of ours: add "ours": true', [
				'ours',
			]),
		)
}

/** A strict object that is a rule: its own fields and where it comes from. */
export const rule = <S extends z.core.$ZodLooseShape>(shape: S) =>
	z
		.strictObject({ ...shape, ...provenance })
		.superRefine((value, ctx) => checkProvenance(value as Provenance, ctx as never))

/** Whether a division lies in one of the regions (see divisionCode). */
export function inRegion(division: string, regions: readonly string[]): boolean {
	return regions.some((region) => {
		if (region.endsWith('0000')) return division.slice(0, 2) === region.slice(0, 2)
		if (region.endsWith('00')) return division.slice(0, 4) === region.slice(0, 4)
		return division === region
	})
}
