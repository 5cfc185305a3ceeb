import pg from 'pg'
import { CannotRun } from '#scripts/lib/command-line.ts'
import type { Cluster } from './cluster.ts'

/** What one needs of an embedded server to work in it: its ports and passwords. */
export type Server = Pick<Cluster, 'server' | 'superUrl'>

/** A database as the product knows it: one way in for the application, one for the owner of the tables. */
export type DatabaseUrls = { url: string; ownerUrl: string }

/** Connects, does one piece of work and closes. */
export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({
		connectionString,
		connectionTimeoutMillis: 10_000,
		application_name: 'voucher-scripts',
	})
	client.on('error', () => {})
	await client.connect()
	try {
		return await work(client)
	} finally {
		await client.end().catch(() => {})
	}
}

/** Makes the two roles of an embedded server, with the passwords of its server.json. Run as superuser; may be run again. */
export async function ensureRoles(cluster: Server): Promise<void> {
	const { ownerPassword, appPassword } = cluster.server
	await withClient(cluster.superUrl('postgres'), async (client) => {
		for (const [role, password] of [
			['voucher_owner', ownerPassword],
			['voucher_app', appPassword],
		] as const) {
			const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
			if (rowCount === 0) await client.query(`CREATE ROLE ${role}`)
			await client.query(
				`ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
			)
		}
		// Lets a tool that signs in as owner do application work with the application's rights.
		await client.query('GRANT voucher_app TO voucher_owner WITH INHERIT FALSE, SET TRUE')
	})
}

/** Makes a database of the owner's in an embedded server, if it is not there; only the two roles may connect. */
export async function ensureDatabase(cluster: Server, name: string, template = 'template1'): Promise<DatabaseUrls> {
	await withClient(cluster.superUrl('postgres'), async (client) => {
		const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
		if (rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER voucher_owner TEMPLATE ${template}`)
		await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
		await client.query(`GRANT CONNECT ON DATABASE ${name} TO voucher_app`)
	})
	return urlsOf(cluster, name)
}

/** Drops a database of an embedded server, ending the sessions in it. */
export function dropDatabase(cluster: Server, name: string): Promise<unknown> {
	return withClient(cluster.superUrl('postgres'), (client) =>
		client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
	)
}

function urlsOf(cluster: Server, name: string): DatabaseUrls {
	const { port, ownerPassword, appPassword } = cluster.server
	return {
		url: `postgresql://voucher_app:${appPassword}@127.0.0.1:${port}/${name}`,
		ownerUrl: `postgresql://voucher_owner:${ownerPassword}@127.0.0.1:${port}/${name}`,
	}
}

/**
 * On a database somebody else runs: the role `voucher_app` exists and both users may work as it. What the owner's user
 * lacks the right to do is said in one sentence with the statement its administrator must run.
 */
export async function ensureAppRole({ url, ownerUrl }: DatabaseUrls): Promise<void> {
	const appUser = await withClient(url, (client) => whoIs(client))
	await withClient(ownerUrl, async (client) => {
		const owner = await whoIs(client)
		const { rowCount } = await client.query(`SELECT FROM pg_roles WHERE rolname = 'voucher_app'`)
		if (rowCount === 0) await orAskFor(client, 'CREATE ROLE voucher_app NOLOGIN', owner)
		for (const user of new Set([owner, appUser])) {
			const { rows } = await client.query<{ may: boolean }>(`SELECT pg_has_role($1, 'voucher_app', 'SET') AS may`, [
				user,
			])
			if (!rows[0]!.may) await orAskFor(client, `GRANT voucher_app TO ${client.escapeIdentifier(user)}`, owner)
		}
	})
}

const whoIs = async (client: pg.Client) =>
	(await client.query<{ name: string }>('SELECT current_user AS name')).rows[0]!.name

async function orAskFor(client: pg.Client, statement: string, user: string): Promise<void> {
	try {
		await client.query(statement)
	} catch (error) {
		if ((error as pg.DatabaseError).code !== '42501') throw error
		throw new CannotRun(
			`The database user ${user} lacks the right to run "${statement}": let the server's administrator run it once, then try again.`,
		)
	}
}

/** What went wrong between us and a database, as one sentence; anything else is thrown as it is. */
export function connectionSentence(error: unknown, url: string): CannotRun | null {
	if (error instanceof CannotRun) return error
	const { code = '', message = '' } = error as { code?: string; message?: string }
	let place = 'DATABASE_URL'
	try {
		const { hostname, port, pathname } = new URL(url)
		place = `${hostname}:${port || 5432}${pathname}`
	} catch {
		return new CannotRun(
			'DATABASE_URL is no address of a database: it looks like postgresql://user:password@host:5432/name.',
		)
	}
	if (
		['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNRESET'].includes(code) ||
		/timeout|terminated/i.test(message)
	)
		return new CannotRun(
			`The database at ${place} does not answer (${code || message}): start it, or correct DATABASE_URL.`,
		)
	if (code === '28P01' || code === '28000')
		return new CannotRun(`The database at ${place} refuses this user or password: correct DATABASE_URL.`)
	if (code === '3D000')
		return new CannotRun(`The server at ${place} has no such database: create it, or correct DATABASE_URL.`)
	if (code === '42501')
		return new CannotRun(
			`The user of DATABASE_URL lacks a right at ${place} (${message}): name the owner of the tables in DATABASE_OWNER_URL.`,
		)
	if (code === '53300')
		return new CannotRun(`The database at ${place} has no connection free: close others, or raise its max_connections.`)
	return null
}
