/**
 * `npm run relevance -- FILE [FILE …] [--json] [--queries]`: asks the search engine every question of lists of judged
 * questions against the catalogue of the demo city and prints nDCG@10 and the share of questions without a result, with
 * `--queries` for each question, worst first.
 */
import { withDataSet } from '#scripts/bench/lib/cluster.ts'
import { demoCity, referencesInDatabase } from '#scripts/bench/lib/demo-city.ts'
import { CannotRun, runScript, say } from '#scripts/lib/command-line.ts'
import { figuresOf, type Measured, measure, readJudged } from '#scripts/lib/judged.ts'

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const lineOf = ({ q, ndcg10, top, match }: Measured) =>
	`${ndcg10.toFixed(3)}  ${q}  [${match}] ${top.length > 0 ? top.join(' ') : 'nothing found'}`

await runScript({ flags: ['queries'] }, async ({ words, options }) => {
	if (words.length === 0) throw new CannotRun('Use: npm run relevance -- FILE [FILE …] [--json] [--queries]')
	const questions = words.flatMap(readJudged)
	return withDataSet(demoCity, false, async () => {
		const { searchEngine } = await import('#search/engine.server.ts')
		const { referenceServices } = await import('#prisma/seed/catalogue/reference.ts')
		const known = new Set(referenceServices.map((service) => service.id))
		for (const { q, ideal } of questions)
			for (const id of Object.keys(ideal))
				if (!known.has(id)) say(`"${q}": the catalogue has no ${id}; it counts as never found.`)
		const measured = await measure(searchEngine, referencesInDatabase, questions)
		const figures = figuresOf(measured)
		const worstFirst = [...measured].sort((a, b) => a.ndcg10 - b.ndcg10)
		const text = `${figures.questions} questions on ${searchEngine.name}: nDCG@10 ${figures.ndcg10.toFixed(4)}, without a result ${percent(figures.zeroShare)}.`
		return {
			ok: true,
			answer: { engine: searchEngine.name, ...figures, ...(options.queries ? { queries: measured } : {}) },
			text: [...(options.queries ? worstFirst.map(lineOf) : []), text].join('\n'),
		}
	})
})
