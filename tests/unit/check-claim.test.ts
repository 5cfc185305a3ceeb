import { describe, expect, test } from 'vitest'
import {
	type CheckCode,
	type ClaimFacts,
	type ClaimLineFacts,
	checkClaim,
	checkCodes,
} from '#app/domain/claims/check-claim.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { claim as en } from '#app/texts/en/claim.ts'
import { claim as zh } from '#app/texts/zh/claim.ts'

const enterprise = { name: '云泽瑞芯传感科技有限公司', creditCode: '91990107MA7K3Q2X8M' }
const provider = { name: '云泽市质量检测研究院', creditCode: '12990100432508174F' }

const line: ClaimLineFacts = {
	lineNo: 1,
	kind: 'order',
	isAccepted: true,
	priceFen: fen(1_260_000),
	ownFen: fen(630_000),
	claimedFen: fen(630_000),
	enterprise,
	provider,
	contract: { no: 'HT-2026-0914', on: parseDay('2026-09-14') },
	isContractConfirmed: true,
	hasContractFile: true,
	serviceOn: parseDay('2026-11-08'),
	report: { no: 'BG-1', on: parseDay('2026-11-08') },
	hasReportFile: true,
	claimBy: parseDay('2027-02-14'),
	invoices: [
		{
			number: '26992000000048213765',
			sellerCode: provider.creditCode,
			buyerCode: enterprise.creditCode,
			issuedOn: parseDay('2026-11-10'),
			partFen: fen(1_260_000),
			netFen: fen(1_260_000),
			usedFen: fen(1_260_000),
			redFen: fen(0),
			earlier: [],
			differs: null,
			verification: 'genuine',
		},
	],
	relation: null,
	payments: [{ amountFen: fen(630_000), paidOn: parseDay('2026-11-12'), isProven: true }],
}
const invoice = line.invoices[0]!

const facts: ClaimFacts = {
	at: parseDay('2026-11-14'),
	lines: [line],
	claimedFen: fen(630_000),
	claimant: provider,
	payee: { accountName: provider.name, isConfirmed: true },
	window: null,
	rules: { decision: 'eligible', amountFen: fen(630_000), reasons: [] },
	isUnderVoucher: true,
}

const verdicts = (changed: Partial<ClaimFacts>) =>
	checkClaim({ ...facts, ...changed })
		.filter((check) => check.verdict !== 'ok')
		.map((check) => `${check.code} ${check.verdict}`)
const ofLine = (changed: Partial<ClaimLineFacts>) => verdicts({ lines: [{ ...line, ...changed }] })
const reason = (code: string, verdict: 'no' | 'needs') => ({
	code,
	verdict,
	zh: '不到起兑',
	en: 'below the floor',
	article: '第八条',
})

describe('checks of a claim', () => {
	test('all agree', () => expect(verdicts({})).toEqual([]))

	test.each<[string, Partial<ClaimLineFacts>, string[]]>([
		['not accepted', { isAccepted: false }, ['accepted stop']],
		['no contract', { contract: null }, ['contract stop']],
		['contract of one side', { isContractConfirmed: false }, ['contract stop']],
		['no contract file', { hasContractFile: false }, ['contract_file stop']],
		['no invoice', { invoices: [] }, ['invoice stop']],
		['another buyer', { invoices: [{ ...invoice, buyerCode: provider.creditCode }] }, ['invoice_parties stop']],
		['invoice below the price', { invoices: [{ ...invoice, partFen: fen(1_000_000) }] }, ['invoice_amount stop']],
		['invoice above the price', { invoices: [{ ...invoice, partFen: fen(1_300_000) }] }, ['invoice_amount stop']],
		['invoice used twice', { invoices: [{ ...invoice, usedFen: fen(2_520_000) }] }, ['invoice_used stop']],
		[
			'invoice the bureau does not know',
			{ invoices: [{ ...invoice, verification: 'not_found' }] },
			['invoice_genuine stop'],
		],
		['invoice not looked up', { invoices: [{ ...invoice, verification: null }] }, ['invoice_genuine warn']],
		[
			'invoice before the contract',
			{ invoices: [{ ...invoice, issuedOn: parseDay('2026-09-01') }] },
			['invoice_date warn'],
		],
		['nothing paid', { payments: [] }, ['payment stop']],
		['paid too little', { payments: [{ ...line.payments[0]!, amountFen: fen(1) }] }, ['payment stop']],
		['paid too much', { payments: [{ ...line.payments[0]!, amountFen: fen(700_000) }] }, ['payment warn']],
		['payment not confirmed', { payments: [{ ...line.payments[0]!, isProven: false }] }, ['payment_proof stop']],
		[
			'paid before the invoice',
			{ payments: [{ ...line.payments[0]!, paidOn: parseDay('2026-10-29') }] },
			['payment_date warn'],
		],
		['no report', { report: null }, ['report stop']],
		['no report file', { hasReportFile: false }, ['report_file stop']],
		['report before the contract', { report: { no: 'BG-1', on: parseDay('2026-09-01') } }, ['report_date warn']],
	])('%s', (_name, changed, expected) => expect(ofLine(changed)).toEqual(expected))

	test('nothing of its own to pay asks for no payment', () => {
		expect(ofLine({ ownFen: fen(0), payments: [] })).toEqual([])
	})

	test('the service lies in the round’s period', () => {
		const window = { from: parseDay('2026-01-01'), until: parseDay('2026-10-31') }
		expect(verdicts({ window })).toEqual(['service_window stop'])
	})

	test('the voucher’s last day for a claim has not passed', () => {
		expect(verdicts({ at: parseDay('2027-02-14') })).toEqual([])
		expect(verdicts({ at: parseDay('2027-02-15') })).toEqual(['deadline stop'])
	})

	test('the payee is confirmed and in the claimant’s name', () => {
		expect(verdicts({ payee: null })).toEqual(['payee stop'])
		expect(verdicts({ payee: { accountName: '别的单位', isConfirmed: true } })).toEqual(['payee_name stop'])
	})

	test('the floor stops, other rules stop only where no voucher stands behind the money', () => {
		const below = { decision: 'not_eligible' as const, amountFen: fen(0), reasons: [reason('floor.amount', 'no')] }
		expect(verdicts({ rules: below })).toEqual(['floor stop'])
		const against = { ...below, reasons: [reason('eligibility.region', 'no')] }
		expect(verdicts({ rules: against })).toEqual(['rules warn'])
		expect(verdicts({ rules: against, isUnderVoucher: false })).toEqual(['rules stop'])
		const less = { ...facts.rules, amountFen: fen(600_000) }
		expect(verdicts({ rules: less })).toEqual(['amount warn'])
		expect(verdicts({ rules: less, isUnderVoucher: false })).toEqual(['amount stop'])
	})

	test('every outcome has its sentence in both languages', () => {
		const outcomes: Partial<Record<CheckCode, string[]>> = {}
		for (const key of Object.keys(zh)) {
			const found = /^check_(.+)_(ok|warn|stop)$/.exec(key)
			if (found) outcomes[found[1] as CheckCode] = [...(outcomes[found[1] as CheckCode] ?? []), found[2]!]
		}
		expect(Object.keys(outcomes).sort()).toEqual([...checkCodes].sort())
		for (const [code, verdict] of Object.entries(outcomes).flatMap(([code, list]) => list!.map((v) => [code, v])))
			expect(en[`check_${code}_${verdict}` as keyof typeof en]).toBeTruthy()
	})
})
