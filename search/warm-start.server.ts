import { allCategories } from '#app/domain/catalogue/categories.server.ts'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { indicativeCurves } from '#app/domain/programmes/pay-curves.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { ownEngine, searchEngine } from './engine.server.ts'
import { suggest } from './suggest.server.ts'

/**
 * Reads ahead as the process starts: categories, divisions, the rules in force, suggestions, all documents of search. Who comes first then
 * waits no longer than others. A database that is not there yet is no fault: pages read it themselves.
 */
export async function warmStart(): Promise<void> {
	const now = new Date()
	const ctx = { db: prisma, actor: { type: 'visitor' as const }, now }
	try {
		await Promise.all([
			allCategories(ctx),
			listDivisions(ctx),
			indicativeCurves(ctx, shanghaiDay(now)),
			searchEngine === ownEngine ? ownEngine.warm() : null,
			suggest('a'),
		])
	} catch (error) {
		logger.warn({ err: error }, 'nothing was read ahead')
	}
}
