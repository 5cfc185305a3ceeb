import pg from 'pg'
import { postgresEngine } from '#search/postgres-engine.server.ts'

const pool = new pg.Pool({ connectionString: 'postgresql://postgres@127.0.0.1:5499/catalogue_scratch' })
const e = postgresEngine(pool)
await e.search({ text: 'x' })
for (const text of process.argv.slice(2)) {
	const t = performance.now()
	const a = await e.search({ text, limit: 5 })
	const ms = performance.now() - t
	const names = a.hits.length
		? (
				await pool.query('select l.id,l.name,l.provider_id from listing l where id=any($1)', [
					a.hits.map((h) => String(h.id)),
				])
			).rows
		: []
	console.log(
		`## ${text} → ${a.match} ${a.correctedTo ?? ''} ${a.total} ${ms.toFixed(0)}ms`,
		a.hits.map((h) => names.find((n: any) => n.id == h.id)?.name + ' ' + h.score).join(' | '),
		a.expandedTerms.slice(0, 3).join(),
	)
}
const a = await e.search({ text: '' })
console.log(a.total, JSON.stringify(a.facets), a.nextCursor)
const f = await e.search({
	text: '检测',
	filters: {
		kinds: ['service'],
		divisions: ['990100'],
		marks: ['CNAS'],
		turnaroundDays: 10,
		priceFromFen: 1000n,
		priceToFen: 1000000n,
	},
	sort: 'price',
	limit: 2,
})
console.log(f.total, f.hits, JSON.stringify(f.facets.kind), f.nextCursor)
const g = await e.search({
	text: '检测',
	filters: {
		kinds: ['service'],
		divisions: ['990100'],
		marks: ['CNAS'],
		turnaroundDays: 10,
		priceFromFen: 1000n,
		priceToFen: 1000000n,
	},
	sort: 'price',
	limit: 2,
	cursor: f.nextCursor,
})
console.log(g.hits)
await pool.end()
