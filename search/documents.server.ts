import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import type { Standard } from '#app/domain/catalogue/listing.ts'
import type { Context } from '#app/domain/context.server.ts'
import { classesOf } from '#app/domain/programmes/subsidy-classes.server.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import type { SearchDocument } from './engine.ts'

/** The documents of those of the listings that are published, in no particular order. A handful of queries. */
export async function documentsOf(ctx: Context, ids: readonly bigint[]): Promise<SearchDocument[]> {
	const rows = await ctx.db.listing.findMany({
		where: { id: { in: [...ids] }, state: 'published', provider: { status: 'verified' } },
		include: {
			provider: { select: { name: true, nameEn: true, providerKind: true, divisionCode: true } },
			marks: { where: { expiresOn: { gte: dateOf(shanghaiDay(ctx.now)) } }, select: { kind: true } },
		},
	})
	const categories = await allCategories(ctx)
	const marksOf = new Map(rows.map((row) => [row.id, [...new Set(row.marks.map((mark) => mark.kind))].sort()]))
	const classes = await classesOf(
		ctx,
		rows.map((row) => ({
			categories: categoryPath(categories, row.categoryId).map(({ id }) => id),
			division: row.provider.divisionCode,
			providerKind: row.provider.providerKind,
			marks: marksOf.get(row.id)!,
			taxRateBp: row.taxRateBp,
		})),
	)
	return rows.map((row, i) => {
		const path = categoryPath(categories, row.categoryId)
		const standards = row.standards as Standard[]
		const marks = marksOf.get(row.id)!
		return {
			id: row.id,
			reference: row.reference,
			kind: row.kind,
			name: row.name,
			nameEn: row.nameEn,
			aliases: row.aliases,
			standards: standards.map((standard) => standard.code),
			instrumentModel: row.instrumentModel,
			instrumentClass: row.instrumentClass,
			description: row.description,
			descriptionEn: row.descriptionEn,
			categoryPath: path.map((category) => category.id),
			categoryNames: path.flatMap((category) => [category.name, category.nameEn]),
			divisionCode: row.divisionCode,
			providerName: row.provider.name,
			providerKind: row.provider.providerKind,
			marks,
			priceFen: row.priceFen,
			isQuote: row.priceFen === null,
			subsidyClass: classes[i]!,
			turnaroundDays: row.turnaroundDaysMax,
			quality: qualityOf({ ...row, marks, standards }),
		}
	})
}

type Completeness = {
	description: string
	sampleRequirement: string
	deliverable: string
	nameEn: string | null
	priceFen: bigint | null
	marks: readonly string[]
	standards: readonly Standard[]
}

/** How much a listing tells, 0–100: breaks ties in favour of the one that says more. The seeder counts the same in SQL. */
export function qualityOf(listing: Completeness): number {
	let points = 0
	if (listing.priceFen !== null) points += 25
	if (listing.description.length >= 40) points += 15
	if (listing.sampleRequirement) points += 10
	if (listing.deliverable) points += 10
	if (listing.nameEn) points += 5
	if (listing.standards.length > 0) points += 15
	return points + Math.min(listing.marks.length, 2) * 10
}
