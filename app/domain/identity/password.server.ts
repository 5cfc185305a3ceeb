import { hash, verify } from '@node-rs/argon2'
import { DomainError } from '#app/lib/errors.ts'

/** Argon2id (the library's own choice of algorithm) with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** How many passwords are worked on at once, and how many may wait: a flood of sign-ins must not take the memory. */
const atOnce = 4
const longestQueue = 64
let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	if (running >= atOnce) {
		if (waiting.length >= longestQueue) throw new DomainError('identity.too_many_attempts', { minutes: 1 })
		await new Promise<void>((resolve) => waiting.push(resolve))
	} else running++
	try {
		return await work()
	} finally {
		const next = waiting.shift()
		if (next) next()
		else running--
	}
}

/** Hash of a password, as it is stored. */
export const hashPassword = (password: string) => inTurn(() => hash(password, cost))

let decoy: Promise<string> | undefined

/**
 * Whether a password belongs to a stored hash. Without a hash (no such account) the same work is done on a decoy, so
 * that the answer takes as long.
 */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
	decoy ??= hashPassword('nobody signs in with this')
	const against = stored ?? (await decoy)
	const isRight = await inTurn(() => verify(against, password))
	return stored !== null && isRight
}
