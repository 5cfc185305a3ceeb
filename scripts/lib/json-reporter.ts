import { JsonReporter, type TestModule } from 'vitest/node'

/** Vitest's JSON report with the reason of every skipped test, which the plain one leaves out. */
export default class extends JsonReporter {
	override async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
		for (const module of modules)
			for (const test of module.children.allTests()) {
				const result = test.result()
				if (result.state === 'skipped') Object.assign(test.meta(), { skipReason: result.note })
			}
		await super.onTestRunEnd([...modules])
	}
}
