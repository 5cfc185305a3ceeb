import type { RequestListener } from 'node:http'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { CannotRun } from '#scripts/lib/command-line.ts'

const headersMilliseconds = 10_000
const requestMilliseconds = 30_000
const drainMilliseconds = 25_000

/** Listens with limits on how long a request may take to arrive. A taken port is one sentence. */
export async function listen(
	listener: RequestListener,
	port: number,
	host: string,
): Promise<{ server: http.Server; port: number }> {
	const server = http.createServer(
		{
			headersTimeout: headersMilliseconds,
			requestTimeout: requestMilliseconds,
			connectionsCheckingInterval: 2_000,
			keepAliveTimeout: 5_000,
		},
		listener,
	)
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => reject(listenSentence(error, port, host) ?? error))
		server.listen(port, host, resolve)
	})
	return { server, port: (server.address() as AddressInfo).port }
}

/** Why a port cannot be had, as one sentence; null: for another reason. */
export function listenSentence(error: NodeJS.ErrnoException, port: number, host: string): CannotRun | null {
	if (error.code === 'EADDRINUSE')
		return new CannotRun(`Port ${port} is taken by another program: stop it, or choose another with PORT=${port + 1}.`)
	if (error.code === 'EACCES')
		return new CannotRun(`Port ${port} needs more rights than this user has: choose one above 1023 with PORT.`)
	if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
		return new CannotRun(`This machine has no address ${host}: correct HOST.`)
	return null
}

/** Takes no new connection, lets requests under way finish, and resolves when the last one has. */
export function drain(server: http.Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve())
		server.closeIdleConnections()
		setTimeout(() => server.closeAllConnections(), drainMilliseconds).unref()
	})
}
