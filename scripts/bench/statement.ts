import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { finished } from 'node:stream/promises'
import { statementTotals } from '#app/domain/reconciliation/statement-totals.server.ts'
import { env } from '#app/platform/env.server.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { machine } from './lib/cluster.ts'
import { median, rounded } from './lib/figures.ts'

const rounds = 3
const version = 1

/** One booked entry of a bank that tells a lot: parties, references, remittance, a code of its own. */
function entryOf(n: number): string {
	const isOut = n % 3 !== 0
	const [side, direction] = isOut ? ['Cdtr', 'DBIT'] : ['Dbtr', 'CRDT']
	const amount = `${1 + (n % 9_973)}.${String(n % 100).padStart(2, '0')}`
	return `   <Ntry>
    <NtryRef>${n}</NtryRef>
    <Amt Ccy="CNY">${amount}</Amt>
    <CdtDbtInd>${direction}</CdtDbtInd>
    <Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-11-18</Dt></BookgDt>
    <ValDt><Dt>2026-11-18</Dt></ValDt>
    <AcctSvcrRef>YZ20261118${String(n).padStart(9, '0')}</AcctSvcrRef>
    <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
    <NtryDtls><TxDtls>
      <Refs><MsgId>TEST-QS-${n % 500}</MsgId><EndToEndId>ZF-2026-${String(n).padStart(7, '0')}</EndToEndId></Refs>
      <RltdPties><${side}><Pty><Nm>云泽第 ${n % 2_000} 检测技术有限公司（演示）</Nm></Pty></${side}><${side}Acct><Id><Othr><Id>9901${String(n % 2_000).padStart(12, '0')}</Id></Othr></Id></${side}Acct></RltdPties>
      <RmtInf><Ustrd>TEST K${n} 科技创新券兑付 ZF-2026-${n}</Ustrd><Ustrd>DD-2026-${n} 显微 &amp; 成分分析</Ustrd></RmtInf>
    </TxDtls></NtryDtls>
   </Ntry>
`
}

/** A camt.053 of about `mb` megabytes whose balances agree; written once and kept. */
async function bigStatement(mb: number): Promise<string> {
	const folder = path.join(env.DATA_DIR, 'bench')
	const file = path.join(folder, `statement-${mb}mb-v${version}.xml`)
	if (fs.existsSync(file)) return file
	say(`Writing a statement of ${mb} MB …`)
	fs.mkdirSync(folder, { recursive: true })
	const size = Buffer.byteLength(entryOf(1_000_000))
	const count = Math.floor((mb * 1e6) / size)
	let fen = 0
	for (let n = 1; n <= count; n++) fen += (n % 3 ? -1 : 1) * ((1 + (n % 9_973)) * 100 + (n % 100))
	const balance = (type: string, amount: number) =>
		`<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${(Math.abs(amount) / 100).toFixed(2)}</Amt><CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2026-11-18</Dt></Dt></Bal>`
	const draft = `${file}.draft`
	const out = fs.createWriteStream(draft)
	out.write(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-11-18T18:00:00+08:00</CreDtTm></GrpHdr>
  <Stmt><Id>BENCH-1</Id><Acct><Id><Othr><Id>990100000001</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
   ${balance('OPBD', 0)}${balance('CLBD', fen)}
`)
	for (let n = 1; n <= count; n++) if (!out.write(entryOf(n))) await once(out, 'drain')
	out.end('  </Stmt></BkToCstmrStmt></Document>\n')
	await finished(out)
	fs.renameSync(draft, file)
	return file
}

const exercise: Exercise = {
	says: 'a camt.053 of 200 MB read whole, chunk by chunk: megabytes a second and the memory it takes',
	options: ['mb'],
	database: false,
	run: async (line) => {
		const file = await bigStatement(countOption(line, 'mb', 200))
		const mb = fs.statSync(file).size / 1e6
		const speeds: number[] = []
		let entries = 0
		for (let round = 1; round <= rounds; round++) {
			const began = performance.now()
			const { totals, fault } = await statementTotals(() => fs.createReadStream(file, { highWaterMark: 1 << 18 }))
			if (fault) throw new Error(`refused in line ${fault.line}: ${fault.code}`)
			entries = totals.statements[0]!.entries
			speeds.push((mb * 1000) / (performance.now() - began))
			say(`round ${round}: ${speeds.at(-1)!.toFixed(1)} MB/s`)
		}
		const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024)
		return {
			ok: peakRssMb < 300,
			answer: {
				name: 'statement',
				mbPerSecond: rounded(median(speeds), 1),
				spread: [rounded(Math.min(...speeds), 1), rounded(Math.max(...speeds), 1)],
				peakRssMb,
				mb: rounded(mb, 1),
				entries,
				rounds,
				...machine(),
			},
		}
	},
}
export default exercise
