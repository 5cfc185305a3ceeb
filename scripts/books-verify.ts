/**
 * `npm run books:verify [-- --json] [--root HEX] [--skip-chain]`: recomputes every figure from the transfers and follows the
 * hash chain; exit 1 when a row differs, naming it, or when the chain does not contain a root exported earlier.
 */
import { CannotRun, runScript, say } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({ options: ['root'], flags: ['skip-chain'] }, ({ options }) =>
	withProduct({ demo: true }, async () => {
		const root = options.root?.toLowerCase()
		if (root !== undefined && !/^[0-9a-f]{64}$/.test(root))
			throw new CannotRun('--root takes the 64 hexadecimal digits of a root, as books:seal prints them.')
		if (root !== undefined && options['skip-chain'])
			throw new CannotRun('--root is answered by the chain: leave --skip-chain out.')
		const { pool } = await import('#app/platform/db.server.ts')
		const { verifyBooks } = await import('#app/domain/ledger/verify-books.server.ts')
		const { findRoot } = await import('#app/domain/ledger/verify-chain.server.ts')
		const client = await pool.connect()
		try {
			const { named, chain, ...figures } = await verifyBooks(client, {
				chain: !options['skip-chain'],
				onStep: (step) => say(`  ${step}`),
			})
			for (const { says, subject, expected, actual } of named)
				say(`Differs: ${subject}: ${says}; expected ${expected}, found ${actual}.`)
			const found = root === undefined ? undefined : await findRoot(client, root)
			const texts = [
				`${figures.funds} funds, ${figures.vouchers} vouchers, ${figures.transfers} transfers: ${figures.differences} differences.`,
			]
			const chainRowsPerSecond = chain ? Math.round(chain.rows / Math.max(chain.seconds, 0.001)) : null
			if (chain)
				texts.push(`Chain: ${chain.rows} rows in ${chain.blocks} blocks, ${chainRowsPerSecond} rows per second.`)
			if (found) texts.push(`The chain still contains this root: block ${found.no}, sealed ${found.at.toISOString()}.`)
			if (found === null)
				texts.push('The chain does not contain this root: blocks were rewritten or removed since it was exported.')
			return {
				ok: figures.differences === 0 && found !== null,
				answer: {
					...figures,
					chain,
					chainRowsPerSecond,
					...(found === undefined ? {} : { root, rootBlock: found?.no ?? null }),
					peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
				},
				text: texts.join('\n'),
			}
		} finally {
			client.release()
		}
	}),
)
