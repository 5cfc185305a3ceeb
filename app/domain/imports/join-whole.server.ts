import type { Context } from '#app/domain/context.server.ts'

/**
 * For the rest of a transaction, tables are joined whole and not row by row: a file has just filled them, no statistics say
 * so yet, and a plan made for a handful of rows would look through all of a table for each of 100,000.
 */
export async function joinWhole(tx: Context): Promise<void> {
	await tx.db.$executeRaw`SELECT set_config('enable_nestloop', 'off', true)`
}
