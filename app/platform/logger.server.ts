import pino from 'pino'
import { env } from './env.server.ts'

/** Names under which secrets and personal data travel; their values never reach the log. */
const secret = [
	'password',
	'token',
	'cookie',
	'authorization',
	'email',
	'phone',
	'name',
	'accountNo',
	'creditCode',
	'idNumber',
]

function plainError(error: unknown): object {
	if (!(error instanceof Error)) return { message: String(error) }
	const { code } = error as { code?: unknown }
	return { type: error.name, message: error.message, stack: error.stack, ...(typeof code === 'string' ? { code } : {}) }
}

/**
 * The log of the process: one JSON object a line on standard output. Numbers of things and ids of rows may be logged;
 * people, addresses, account numbers and what was typed may not.
 */
export const logger = pino({
	level: env.LOG_LEVEL,
	base: undefined,
	timestamp: pino.stdTimeFunctions.isoTime,
	// Only what locates a bug: a driver's error also carries the values that were written.
	serializers: { err: plainError },
	formatters: { level: (label) => ({ level: label }) },
	redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
})
