/**
 * `npm run statement -- read FILE [--json]`: reads a bank statement of any size without a database and says what it comes to.
 * Exit 1: the file is refused, with the line; 2: it cannot be opened.
 */
import fs from 'node:fs'
import { statementTotals } from '#app/domain/reconciliation/statement-totals.server.ts'
import { fillText } from '#app/lib/i18n.ts'
import { reconciliation as en } from '#app/texts/en/reconciliation.ts'
import { reconciliation as zh } from '#app/texts/zh/reconciliation.ts'
import { CannotRun, type Outcome, runScript } from './lib/command-line.ts'

const use = 'Use: npm run statement -- read FILE [--json]'

async function read(file: string): Promise<Outcome> {
	if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) throw new CannotRun(`${file} is not a file.`)
	const reading = await statementTotals(() => fs.createReadStream(file, { highWaterMark: 1 << 18 }))
	if (reading.fault) {
		const { code, line, values } = reading.fault
		const error = {
			line,
			code,
			zh: fillText(zh, `fault_${code}`, values),
			en: fillText(en, `fault_${code}`, values),
		}
		const { format, version } = reading
		return {
			ok: false,
			answer: { format, version, statements: [], unsupported: [], error },
			text: `${file}, line ${line}: ${error.en}\n${file} 第 ${line} 行：${error.zh}`,
		}
	}
	const { format, version, statements, leftOut: unsupported } = reading.totals
	const told = [
		`${format}: ${statements.length} statement(s)`,
		...statements.map(
			(one) =>
				`${one.account} ${one.id}: ${one.opening} + ${one.credit} − ${one.debit} = ${one.closing} ${one.currency}, ${one.entries} entries`,
		),
		...unsupported.map(({ line, path, reason }) => `not taken: ${fillText(en, `left_${reason}`, { line, path })}`),
	]
	return {
		ok: true,
		answer: { format, version, statements, unsupported, error: null },
		text: told.join('\n'),
	}
}

await runScript({}, async ({ words: [what, file] }) => {
	if (what !== 'read' || !file) throw new CannotRun(use)
	return read(file)
})
