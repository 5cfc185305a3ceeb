import { allCategories, isLeaf } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'

/** Categories a line of a claim may name, with the way down to each, in both languages. */
export async function categoryOptions(ctx: Context): Promise<{ value: string; zh: string; en: string }[]> {
	const all = await allCategories(ctx)
	return [...all.values()]
		.filter((category) => isLeaf(all, category.id))
		.map((category) => {
			const parent = category.parentId ? all.get(category.parentId) : undefined
			return {
				value: category.id,
				zh: parent ? `${parent.name} · ${category.name}` : category.name,
				en: parent ? `${parent.nameEn} · ${category.nameEn}` : category.nameEn,
			}
		})
}
