/** `npm run books:seal [-- --json]`: seals what is finished and prints the root to keep elsewhere; books:verify -- --root checks it later. */
import { CannotRun, runScript } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({}, () =>
	withProduct({ demo: true }, async () => {
		const { prisma } = await import('#app/platform/db.server.ts')
		const { sealBooks } = await import('#app/domain/ledger/keep-books.server.ts')
		const { readSealHead } = await import('#app/domain/ledger/seal.server.ts')
		const rows = await sealBooks()
		const head = await readSealHead(prisma)
		if (!head) throw new CannotRun('There is nothing to seal yet.')
		const { no, at, root, upto } = head
		return {
			ok: true,
			answer: { root, block: no, upto, at, rows },
			text: `Sealed until ${at.toISOString()}, block ${no}.\n${root}`,
		}
	}),
)
