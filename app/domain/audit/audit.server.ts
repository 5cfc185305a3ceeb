import type { Context } from '#app/domain/context.server.ts'
import { type BooksValue, canonicalJson, commandHead } from '#app/domain/ledger/call-books.server.ts'

/**
 * Writes the audit entry of a command that moves no money, in the command's own transaction. The log is the `command`
 * table: append-only, sealed with the transfers. `subject` is the public number of what was changed.
 */
export async function record(
	tx: Context,
	action: string,
	subject: string,
	details: { [key: string]: BooksValue } = {},
): Promise<void> {
	const input = canonicalJson(details)
	await tx.db
		.$queryRaw`SELECT record_command(${commandHead(tx, action, input)}::jsonb, ${action}, ${subject}, ${input}::jsonb)`
}

/** Tells whoever wants to know (search, mail): a row written with the change, read by the worker. */
export async function announce(tx: Context, topic: string, payload: { [key: string]: BooksValue }): Promise<void> {
	await tx.db
		.$executeRaw`INSERT INTO outbox_event (topic, payload, at) VALUES (${topic}, ${canonicalJson(payload)}::jsonb, ${tx.now})`
}
