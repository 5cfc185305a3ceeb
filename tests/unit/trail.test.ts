import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ClaimLink, OrderLink, TrailLinks } from '#app/domain/reporting/trail.ts'
import { stageStates, trailGaps } from '#app/domain/reporting/trail-gaps.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { trail as en } from '#app/texts/en/trail.ts'
import { trail as zh } from '#app/texts/zh/trail.ts'
import { root } from '#scripts/lib/root.ts'

const day = parseDay('2026-03-10')
const at = new Date('2026-03-10T02:00:00Z')
const file = (purpose: string) => ({ purpose, name: `${purpose}.pdf`, uuid: null, sha256: '0'.repeat(64), at })

const order: OrderLink = {
	number: 'DD-1',
	title: '拉伸试验',
	titleEn: null,
	enterprise: '企业',
	provider: '机构',
	state: 'closed',
	priceFen: fen(100_000),
	voucherFen: fen(50_000),
	voucher: 'KJ-1',
	contractNo: 'HT-1',
	contractOn: day,
	contractedAt: at,
	reportNo: 'BG-1',
	reportOn: day,
	acceptedAt: at,
	ownConfirmedFen: fen(50_000),
	redFen: fen(0),
	invoices: [{ number: '26990000000000000001', issuedOn: day, partFen: fen(100_000), verification: 'genuine' }],
	files: [file('contract'), file('fapiao'), file('report')],
}
const claim: ClaimLink = {
	number: 'DF-1',
	kind: 'voucher',
	mode: 'deduct',
	state: 'paid',
	fund: 'ZJ-1',
	claimant: '机构',
	claimedFen: fen(50_000),
	approvedFen: fen(50_000),
	reviewedBy: '审核岗',
	isReviewerSubmitter: false,
	needsNotice: true,
	isClearing: false,
	lines: [
		{
			order: 'DD-1',
			support: null,
			title: '拉伸试验',
			claimedFen: fen(50_000),
			approvedFen: fen(50_000),
			reportNo: null,
			contractNo: null,
			files: [],
		},
	],
	payLines: [{ sourceNo: 1, amountFen: fen(50_000), clawedBackFen: fen(0), payments: ['FK-1'] }],
	notices: ['GS-1'],
}
/** A chain with nothing missing. */
const whole: TrailLinks = {
	budgets: [
		{
			fundId: 1n,
			fund: 'ZJ-1',
			name: '专项资金',
			budgetYear: 2026,
			projectCode: 'P1',
			sourceNo: 1,
			source: '市级',
			sourceEn: null,
			documents: ['云财教〔2026〕1号'],
			appropriatedFen: fen(1_000_000),
			receivedFen: fen(1_000_000),
			releasedFen: fen(50_000),
			carriedInFen: fen(0),
		},
	],
	vouchers: [
		{
			number: 'KJ-1',
			application: 'SL-1',
			fund: 'ZJ-1',
			enterprise: '企业',
			faceFen: fen(100_000),
			useBy: day,
			state: 'active',
			grantedAt: at,
		},
	],
	orders: [order],
	claims: [claim],
	notices: [
		{
			number: 'GS-1',
			title: '公示',
			state: 'closed',
			opensOn: day,
			closesOn: day,
			snapshotHash: '0'.repeat(64),
			claims: ['DF-1'],
			objections: [],
		},
	],
	batches: [
		{
			number: 'QS-1',
			state: 'closed',
			sourceNo: 1,
			fund: 'ZJ-1',
			totalFen: fen(50_000),
			approvalDocumentNo: '云科付〔2026〕1号',
			contentHash: '0'.repeat(64),
			messageId: 'M',
			isOnePerson: false,
		},
	],
	payments: [
		{
			number: 'FK-1',
			batch: 'QS-1',
			state: 'confirmed',
			amountFen: fen(50_000),
			ofClaimsFen: fen(50_000),
			claims: ['DF-1'],
			payee: '机构',
			code: 'ABCD2345',
			endToEndId: 'QS1-1',
			settledAt: at,
			returnReason: null,
			isBooked: false,
			bankFen: fen(50_000),
			lineCount: 1,
		},
	],
	bankLines: [],
}
const withOrder = (change: Partial<OrderLink>): TrailLinks => ({ ...whole, orders: [{ ...order, ...change }] })
const withClaim = (change: Partial<ClaimLink>): TrailLinks => ({ ...whole, claims: [{ ...claim, ...change }] })
const codes = (links: TrailLinks) => trailGaps(links).map((gap) => `${gap.stage}.${gap.code}`)

describe('what an auditor is told of a chain', () => {
	test('nothing of a whole one', () => {
		expect(trailGaps(whole)).toEqual([])
		expect(Object.values(stageStates({ ...whole, bankLines: [] }, []))).not.toContain('broken')
	})

	test.each<[string, TrailLinks]>([
		['budget.no_document', { ...whole, budgets: [{ ...whole.budgets[0]!, documents: [] }] }],
		['budget.over_received', { ...whole, budgets: [{ ...whole.budgets[0]!, receivedFen: fen(49_999) }] }],
		['voucher.no_voucher', withOrder({ voucher: null })],
		['order.no_contract', withOrder({ contractedAt: null })],
		['order.no_contract', withOrder({ files: [file('fapiao'), file('report')] })],
		['order.no_invoice', withOrder({ invoices: [] })],
		['order.invoice_unverified', withOrder({ invoices: [{ ...order.invoices[0]!, verification: null }] })],
		['order.no_own_payment', withOrder({ ownConfirmedFen: fen(49_999) })],
		['report.no_report', withOrder({ reportNo: null })],
		['report.no_report_file', withOrder({ files: [file('contract'), file('fapiao')] })],
		['report.not_accepted', withOrder({ acceptedAt: null })],
		['claim.lines_differ', withClaim({ claimedFen: fen(50_001) })],
		['review.no_reviewer', withClaim({ reviewedBy: null })],
		['review.reviewed_own', withClaim({ isReviewerSubmitter: true })],
		['review.pay_lines_differ', withClaim({ approvedFen: fen(49_999) })],
		['payment.no_payment', withClaim({ payLines: [{ ...claim.payLines[0]!, payments: [] }] })],
		['notice.no_notice', { ...whole, notices: [{ ...whole.notices[0]!, state: 'withdrawn' }] }],
		[
			'notice.objection_open',
			{
				...whole,
				notices: [
					{ ...whole.notices[0]!, objections: [{ number: 'YY-1', claim: 'DF-1', state: 'open', ruledBy: null }] },
				],
			},
		],
		['batch.no_approval_document', { ...whole, batches: [{ ...whole.batches[0]!, approvalDocumentNo: null }] }],
		['batch.one_person', { ...whole, batches: [{ ...whole.batches[0]!, isOnePerson: true }] }],
		['batch.batch_unlocked', { ...whole, batches: [{ ...whole.batches[0]!, contentHash: null }] }],
		['bank.no_bank_line', { ...whole, payments: [{ ...whole.payments[0]!, bankFen: fen(0), lineCount: 0 }] }],
		['bank.bank_differs', { ...whole, payments: [{ ...whole.payments[0]!, bankFen: fen(49_999) }] }],
	])('%s, and nothing else', (code, links) => {
		expect(codes(links)).toEqual([code])
	})

	test('nothing of a link that is only not due yet', () => {
		const started = withOrder({
			state: 'in_service',
			reportNo: null,
			reportOn: null,
			acceptedAt: null,
			invoices: [],
			files: [],
			contractedAt: null,
			ownConfirmedFen: fen(0),
		})
		const links = { ...started, claims: [], notices: [], batches: [], payments: [] }
		expect(trailGaps(links)).toEqual([])
		expect(stageStates(links, []).payment).toBe('open')
	})

	test('a claim without orders needs no voucher, one whose programme asks for no notice none', () => {
		const links: TrailLinks = {
			...withClaim({
				kind: 'claim_only',
				needsNotice: false,
				isClearing: false,
				lines: [{ ...claim.lines[0]!, order: null, files: [file('contract')] }],
			}),
			orders: [],
			vouchers: [],
			notices: [],
		}
		expect(trailGaps(links)).toEqual([])
		expect(stageStates(links, [])).toMatchObject({ voucher: 'none', order: 'none', report: 'none', notice: 'none' })
	})

	test('an enterprise that got money back owes that much less of its own share', () => {
		expect(codes(withOrder({ ownConfirmedFen: fen(40_000), redFen: fen(10_000) }))).toEqual([])
	})
})

test('whatever the books do to an order or a claim has its words in the trail', () => {
	const folder = path.join(root, 'prisma/migrations')
	const posted = readdirSync(folder)
		.filter((name) => /^\d+_/.test(name))
		.flatMap((name) => [
			...readFileSync(path.join(folder, name, 'migration.sql'), 'utf8').matchAll(
				/post_command\(ctx, '((?:order|claim)\.[a-z_]+)'/g,
			),
		])
		.map(([, action]) => `did_${action!.replace('.', '_')}`)
	expect(posted).toContain('did_claim_reduced')
	for (const words of [zh, en]) expect(Object.keys(words)).toEqual(expect.arrayContaining([...new Set(posted)]))
})
