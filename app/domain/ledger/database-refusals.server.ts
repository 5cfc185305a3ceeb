import { DomainError, type RefusalCode, refusals } from '#app/lib/errors.ts'
import { databaseError } from './call-books.server.ts'

/**
 * Runs a change and gives the database's own refusals their names: a rule a trigger guards (SQLSTATE VR001, the message
 * is the code), a second step tried by the person of the first, and a unique index that another request has just won (`taken`: column or index → code and form field).
 */
export async function orRefusal<T>(
	work: Promise<T>,
	taken: Record<string, RefusalCode | readonly [RefusalCode, string]> = {},
): Promise<T> {
	try {
		return await work
	} catch (error) {
		if (error instanceof DomainError) throw error
		const { state, message, detail } = databaseError(error)
		if (state === 'VR001' && Object.hasOwn(refusals, message)) {
			const details = detail ? (JSON.parse(detail) as Record<string, unknown>) : {}
			throw new DomainError(message as RefusalCode, details)
		}
		if (state === '23514' && message.includes('two_people')) throw new DomainError('access.other_person')
		const refusal = state === '23505' && Object.entries(taken).find(([name]) => message.includes(name))?.[1]
		if (!refusal) throw error
		if (typeof refusal === 'string') throw new DomainError(refusal)
		throw new DomainError(refusal[0], { field: refusal[1] })
	}
}
