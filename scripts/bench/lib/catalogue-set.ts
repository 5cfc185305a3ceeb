import { withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import { loadDemo } from '#scripts/lib/demo.ts'
import type { DataSet } from './cluster.ts'

/**
 * The demo city with a catalogue of `count` listings: the reference services in every circumstance and for every object,
 * unevenly spread (the most frequent service has one listing in eighteen), 500 a provider, with their standards, marks
 * and subsidy classes as the product makes them.
 */
export const catalogueSet = (count: number): DataSet => ({
	name: `search_${count}`,
	version: 1,
	async fill(database) {
		await loadDemo(database, count)
		say('  vacuum and analyze')
		await withClient(database.superUrl, (client) => client.query('VACUUM (ANALYZE)'))
	},
})
