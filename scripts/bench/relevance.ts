import { CannotRun, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { figuresOf, type Measured, measure, readJudged } from '#scripts/lib/judged.ts'
import type { SearchEngine } from '#search/engine.ts'
import { withDataSet } from './lib/cluster.ts'
import { demoCity, referencesInDatabase } from './lib/demo-city.ts'

/**
 * The shipped lists: judged before search was tuned, judged after, more in rarer words, and those judged before anybody saw an
 * answer to them. `holdout`, `blind` and `blind2` were looked at afterwards, when search was tuned; on `blind3` nothing was, so
 * its figure is what a stranger's list may expect. Each is reported apart.
 */
const lists = {
	before: 'tests/relevance/judged-before.json',
	after: 'tests/relevance/judged-after.json',
	more: 'tests/relevance/judged-more.json',
	holdout: 'tests/relevance/judged-holdout.json',
	blind: 'tests/relevance/judged-blind.json',
	blind2: 'tests/relevance/judged-blind-2.json',
	blind3: 'tests/relevance/judged-blind-3.json',
}

async function figuresBy(engine: SearchEngine) {
	const measured = new Map<string, Measured[]>()
	for (const [name, file] of Object.entries(lists))
		measured.set(name, await measure(engine, referencesInDatabase, readJudged(file)))
	const { before = [], after = [], ...apart } = Object.fromEntries(measured)
	return {
		...figuresOf([...before, ...after]),
		before: figuresOf(before),
		...Object.fromEntries(Object.entries(apart).map(([name, found]) => [name, figuresOf(found)])),
	}
}

const exercise: Exercise = {
	says: 'how well search answers the shipped questions of small firms: nDCG@10 and the share without a result',
	flags: ['fresh'],
	database: false,
	run: ({ words, options }) => {
		if (words.length > 0) throw new CannotRun('Lists of your own are asked with: npm run relevance -- FILE')
		return withDataSet(demoCity, options.fresh === 'true', async () => {
			const { searchEngine } = await import('#search/engine.server.ts')
			say('Asking every question …')
			const figures = await figuresBy(searchEngine)
			return {
				ok: figures.ndcg10 >= 0.85 && figures.zeroShare <= 0.02,
				answer: { name: 'relevance', engine: searchEngine.name, ...figures },
			}
		})
	},
}
export default exercise
