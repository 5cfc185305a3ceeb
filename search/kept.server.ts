/** Answers that many ask for, kept for a short time; how many questions they saved is counted. */
export class Kept<Answer> {
	private readonly answers = new Map<string, { at: number; answer: Promise<Answer> }>()
	asked = 0
	saved = 0

	constructor(
		private readonly keptForMs: number,
		private readonly most: number,
	) {}

	/** The answer to a question, asked for once: whoever asks meanwhile waits for the same. One that fails is not kept. */
	get(question: string, find: () => Promise<Answer>): Promise<Answer> {
		this.asked++
		const known = this.answers.get(question)
		if (known && Date.now() - known.at < this.keptForMs) {
			this.saved++
			return known.answer
		}
		const answer = find()
		this.answers.delete(question)
		this.answers.set(question, { at: Date.now(), answer })
		answer.catch(() => this.answers.delete(question))
		if (this.answers.size > this.most) this.answers.delete(this.answers.keys().next().value!)
		return answer
	}

	clear() {
		this.answers.clear()
	}
}
