import pino from 'pino'
import { env } from './env.server.ts'

/** Names under which secrets and personal data travel; their values never reach the log. */
const secret = [
	'password', 'token', 'cookie', 'authorization', 'email', 'phone', 'name', 'accountNo', 'creditCode', 'idNumber',
]

/**
 * The log of the process: one JSON object a line on standard output. Numbers of things and ids of rows may be logged;
 * people, addresses, account numbers and what was typed may not.
 */
export const logger = pino({
	level: env.LOG_LEVEL,
	base: undefined,
	timestamp: pino.stdTimeFunctions.isoTime,
	formatters: { level: (label) => ({ level: label }) },
	redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
})
