import type { Context } from '#app/domain/context.server.ts'

export type Category = { id: string; parentId: string | null; name: string; nameEn: string; position: number }
export type CategoryNode = Category & { children: CategoryNode[] }

let kept: { at: number; all: Map<string, Category> } | undefined
const keptForMs = 3_600_000

/** Every category by id. The tree is laid out before the service opens and changes a few times a year: read once an hour. */
export async function allCategories(ctx: Context): Promise<ReadonlyMap<string, Category>> {
	if (kept && Date.now() - kept.at < keptForMs && kept.all.size > 0) return kept.all
	const rows = await ctx.db.category.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] })
	kept = { at: Date.now(), all: new Map(rows.map((row) => [row.id, row])) }
	return kept.all
}

/** The category tree, roots first, in the order of the published list. */
export async function categoryTree(ctx: Context): Promise<CategoryNode[]> {
	const all = await allCategories(ctx)
	const nodes = new Map([...all.values()].map((c) => [c.id, { ...c, children: [] as CategoryNode[] }]))
	const roots: CategoryNode[] = []
	for (const node of nodes.values()) {
		const parent = node.parentId ? nodes.get(node.parentId) : undefined
		if (parent) parent.children.push(node)
		else roots.push(node)
	}
	return roots
}

/** A category and those above it, from the root down. Empty when the id is unknown. */
export function categoryPath(all: ReadonlyMap<string, Category>, id: string): Category[] {
	const path: Category[] = []
	for (let at = all.get(id); at && path.length < 5; at = at.parentId ? all.get(at.parentId) : undefined)
		path.unshift(at)
	return path
}

/** Whether a category has none below it: only such may be chosen for a listing. */
export function isLeaf(all: ReadonlyMap<string, Category>, id: string): boolean {
	return all.has(id) && ![...all.values()].some((category) => category.parentId === id)
}
