/**
 * `npm run programme -- lint FILE | check FILE CASES [--json] | schema`: programme documents without a database. Exit 1:
 * a finding of the linter or a case that does not come out; 2: a file that cannot be read or is not valid, with path and
 * sentence.
 */
import fs from 'node:fs'
import { readDocumentText } from '#app/domain/programmes/document-faults.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { DocumentFault } from '#app/domain/programmes/json-text.ts'
import { isClean, lintProgramme } from '#app/domain/programmes/lint-programme.ts'
import { type CaseResult, checkCase, readCasesText } from '#app/domain/programmes/worked-case.ts'
import { CannotRun, type CommandLine, type Outcome, runScript, say } from './lib/command-line.ts'

const use = `Use:
  npm run programme -- lint FILE
  npm run programme -- check FILE CASES [--json]
  npm run programme -- schema`

/** Longer files are not read at all. */
const mostBytes = 64_000_000

function textOf(file: string): string {
	try {
		const { size } = fs.statSync(file)
		if (size > mostBytes) throw new CannotRun(`${file}: $: 文件太大 / the file is too long (${size} bytes)`)
		return fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
	} catch (error) {
		if (error instanceof CannotRun) throw error
		throw new CannotRun(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
	}
}

/** A file that is not valid: each fault with its path on stderr, and with --json as the last line. Ends with exit 2. */
function refuse(file: string, faults: readonly DocumentFault[], line: CommandLine): never {
	if (line.options.json) process.stdout.write(`${JSON.stringify({ valid: false, file, faults })}\n`)
	for (const { path, zh, en } of faults.slice(1)) say(`${file}: ${path}: ${zh} / ${en}`)
	const [first] = faults
	throw new CannotRun(`${file}: ${first!.path}: ${first!.zh} / ${first!.en}\n${file} is not valid.`)
}

function documentOf(file: string, line: CommandLine) {
	const read = readDocumentText(textOf(file))
	return read.faults ? refuse(file, read.faults, line) : read.document
}

function lint(line: CommandLine): Outcome {
	const [, file] = line.words
	if (!file) throw new CannotRun(use)
	const findings = lintProgramme(documentOf(file, line))
	const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length
	const totals = { errors: count('error'), warnings: count('warning'), notes: count('note') }
	const texts = findings.map(({ severity, path, code, zh, en }) => `${severity} ${path} ${code}: ${zh} / ${en}`)
	return {
		ok: isClean(findings),
		answer: { valid: true, ...totals, findings },
		text: [...texts, JSON.stringify(totals)].join('\n'),
	}
}

const bigintText = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)

function plain({ name, passed, differences, evaluation }: CaseResult) {
	const { decision, amountFen, split, enterprisePaysFen, baseFen, draws, reasons, needs } = evaluation
	const parts = Object.fromEntries(split.map((part) => [part.source, part.amountFen]))
	return {
		name,
		passed,
		differences,
		decision,
		amountFen,
		split: parts,
		enterprisePaysFen,
		baseFen,
		draws,
		reasons,
		needs,
	}
}

const readOut = ({ reasons }: Evaluation) =>
	reasons
		.filter(({ verdict }) => verdict !== 'ok')
		.map(({ code, article, zh, en }) => `      ${code}${article ? ` [${article}]` : ''}: ${zh} / ${en}`)

function check(line: CommandLine): Outcome {
	const [, file, casesFile] = line.words
	if (!file || !casesFile) throw new CannotRun(use)
	const document = documentOf(file, line)
	const read = readCasesText(textOf(casesFile))
	if (read.faults) refuse(casesFile, read.faults, line)
	const results = read.cases.map((entry) => checkCase(document, entry))
	const passed = results.filter((result) => result.passed).length
	const totals = { passed, failed: results.length - passed }
	const asText = (result: CaseResult) => {
		const { name, differences, evaluation } = result
		const head = `${result.passed ? 'ok  ' : 'FAIL'} ${name}: ${evaluation.decision} ${evaluation.amountFen}`
		return [
			head,
			...differences.map((difference) => `      ${difference}`),
			...(result.passed ? [] : readOut(evaluation)),
		]
	}
	const lines = line.options.json
		? results.map((result) => JSON.stringify(plain(result), bigintText))
		: results.flatMap(asText)
	if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
	return { ok: totals.failed === 0, answer: totals, text: JSON.stringify(totals) }
}

async function schema(): Promise<Outcome> {
	const { printedSchemas } = await import('#app/domain/programmes/printed-schema.ts')
	const schemas = printedSchemas()
	return { ok: true, answer: schemas, text: JSON.stringify(schemas, null, '\t') }
}

await runScript({}, async (line) => {
	switch (line.words[0]) {
		case 'lint':
			return lint(line)
		case 'check':
			return check(line)
		case 'schema':
			return schema()
		default:
			throw new CannotRun(use)
	}
})
