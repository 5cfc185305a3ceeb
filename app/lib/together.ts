type Waiting<Asked, Answer> = {
	asked: Asked
	resolve: (answer: Answer) => void
	reject: (error: unknown) => void
}
type Limits = {
	/** batches under way at once; while all hands are full the next batch fills */
	hands?: number
	/** how many go together */
	most?: number
	/** what waits is shared among the hands that are free, unless a share would be smaller than this */
	least?: number
}

/**
 * Lets what is asked one by one be done together: everything asked in one turn of the event loop, or while all hands are
 * full, goes to `work` in the order of arrival. There is no timer: one who comes alone goes at once. `work` answers each
 * in its place; an Error in a place is thrown to that one, an error thrown to all of the batch.
 */
export function together<Asked, Answer>(
	work: (batch: readonly Asked[]) => Promise<readonly (Answer | Error)[]>,
	{ hands = Number.POSITIVE_INFINITY, most = Number.POSITIVE_INFINITY, least = most }: Limits = {},
): (asked: Asked) => Promise<Answer> {
	let waiting: Waiting<Asked, Answer>[] = []
	let running = 0
	let isGathering = false

	function gather(): void {
		if (isGathering || waiting.length === 0 || running >= hands) return
		isGathering = true
		setImmediate(() => {
			isGathering = false
			while (waiting.length > 0 && running < hands) {
				const share = Math.ceil(waiting.length / (hands - running))
				const size = Math.min(most, Math.max(least, share))
				const batch = waiting.slice(0, size)
				waiting = waiting.slice(size)
				running++
				void workOn(batch)
			}
		})
	}

	async function workOn(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
		try {
			const answers = await work(batch.map(({ asked }) => asked))
			for (const [index, { resolve, reject }] of batch.entries()) {
				const answer = answers[index]
				if (answer instanceof Error) reject(answer)
				else resolve(answer as Answer)
			}
		} catch (error) {
			for (const { reject } of batch) reject(error)
		}
		running--
		gather()
	}

	return (asked) =>
		new Promise((resolve, reject) => {
			waiting.push({ asked, resolve, reject })
			gather()
		})
}
