import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import { refuseClaim } from '#app/domain/claims/refuse-claim.server.ts'
import { returnClaim } from '#app/domain/claims/return-claim.server.ts'
import { reviewClaim } from '#app/domain/claims/review-claim.server.ts'
import { rewardableOrders } from '#app/domain/claims/rewardable-orders.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { startClaimOnly } from '#app/domain/claims/start-claim-only.server.ts'
import { startReward } from '#app/domain/claims/start-reward.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { recordRedLetter } from '#app/domain/invoices/record-red-letter.server.ts'
import { closeNotice } from '#app/domain/notices/close-notice.server.ts'
import { publishNotice } from '#app/domain/notices/publish-notice.server.ts'
import { raiseObjection } from '#app/domain/notices/raise-objection.server.ts'
import { importStatement } from '#app/domain/reconciliation/import-statement.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { closeSampling } from '#app/domain/sampling/close-sampling.server.ts'
import { enterSamplingNumber } from '#app/domain/sampling/enter-sampling-number.server.ts'
import { recordSamplingResult } from '#app/domain/sampling/record-sampling-result.server.ts'
import { getSampling } from '#app/domain/sampling/samplings.server.ts'
import { approveBatch } from '#app/domain/settlement/approve-batch.server.ts'
import { createBatch } from '#app/domain/settlement/create-batch.server.ts'
import { lockBatch } from '#app/domain/settlement/lock-batch.server.ts'
import { sendBatch } from '#app/domain/settlement/send-batch.server.ts'
import { fen, plainYuan } from '#app/lib/money.ts'
import { addDays, dayOf, type LocalDate } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import type { Cast } from './cast.server.ts'

/** How far a claim goes, and what befalls it. */
export type ClaimFate =
	| 'draft'
	| 'submitted'
	| 'returned'
	| 'reviewed'
	| 'cut'
	| 'refused'
	| 'on_notice'
	| 'objected'
	| 'approved'

const commitment = '本单位承诺：所提交的合同、发票、付款凭证和报告真实、完整，未就同一费用重复申请财政资金。'

/** What a reviewer cuts, with reason and article. */
const cutOf: Partial<Record<ClaimFate, (claimedFen: bigint) => [bigint, string, string]>> = {
	cut: (claimedFen) => [claimedFen / 10n, '加急费不计入实际服务金额', '第八条第三项'],
	refused: (claimedFen) => [claimedFen, '属于强制检测，不在支持范围', '第八条第一项'],
}

/**
 * Claims accepted orders: the provider's claim where vouchers deduct, the enterprise's where it is reimbursed or (with `round`)
 * claims without a voucher; with `isReward`, what the provider itself is given for orders that were paid.
 */
export async function playClaim(
	cast: Cast,
	story: {
		desk: string
		claimant: string
		office: string
		orders: readonly string[]
		day: LocalDate
		fate: ClaimFate
		round?: string | undefined
		isReward?: boolean
	},
): Promise<string> {
	const claimant = cast.as(story.desk, story.claimant, story.day)
	const start = story.isReward ? startReward : startClaim
	const { number } = story.round
		? await startClaimOnly(claimant, { round: story.round, orders: story.orders })
		: await start(claimant, { orders: story.orders })
	if (story.fate === 'draft') return number
	const claim = await prisma.claim.findUniqueOrThrow({ where: { number }, include: { lines: true } })
	const payee = await prisma.payeeAccount.findFirstOrThrow({
		where: { organisationId: claim.claimantId, state: 'confirmed' },
	})
	await submitClaim(claimant, { number, payee: payee.number, seen: fen(claim.claimedFen), commitmentText: commitment })
	if (story.fate === 'submitted') return number
	const reviewer = cast.as('reviewer', story.office, addDays(story.day, 3))
	if (story.fate === 'returned') {
		await returnClaim(reviewer, { number, parts: ['report'], words: '报告缺少盖章页，请补充后重新提交。' })
		return number
	}
	const lines = await prisma.claimLine.findMany({ where: { claimId: claim.id } })
	await reviewClaim(reviewer, {
		number,
		lines: lines.map((line) => {
			const [cut, reason, article] = cutOf[story.fate]?.(line.claimedFen) ?? [0n, '', '']
			return { lineNo: line.lineNo, approvedFen: fen(line.claimedFen - cut), reason, article }
		}),
	})
	if (story.fate === 'refused')
		await refuseClaim(cast.as('officer', story.office, addDays(story.day, 4)), {
			number,
			reason: '属于强制检测，不在支持范围（第八条第一项）。',
		})
	return number
}

/** Puts claims on a public notice; lets it end and approves them when `ends`. Answers its number. */
export async function playNotice(
	cast: Cast,
	story: {
		office: string
		fund: string
		claims: readonly string[]
		day: LocalDate
		title: string
		basis: string
		objectTo?: string
		ends: boolean
	},
): Promise<string> {
	const { number } = await publishNotice(cast.as('officer', story.office, story.day), {
		fund: story.fund,
		title: story.title,
		basis: story.basis,
		contact: '演示联系人 0000-12345678',
		claims: [...story.claims],
	})
	const notice = await prisma.notice.findUniqueOrThrow({ where: { number } })
	if (story.objectTo)
		await raiseObjection(cast.as('buyer', 's02', dayOf(notice.opensOn)), {
			notice: number,
			claim: story.objectTo,
			byName: '演示异议人',
			byContact: '0000-00000000',
			text: '该机构与申领企业为同一控制人，请核查。',
			from: 'demo',
		})
	if (story.ends)
		await closeNotice(cast.as('officer', story.office, addDays(dayOf(notice.closesOn), 1)), { notice: number })
	return number
}

/** One of the providers is rewarded for up to three orders that were paid: claimed, reviewed, laid open and paid by the second source. */
export async function playReward(
	cast: Cast,
	story: { office: string; fund: string; sellers: readonly string[]; day: LocalDate },
): Promise<void> {
	for (const seller of story.sellers) {
		const orders = await rewardableOrders(cast.as('seller', seller, story.day))
		if (orders.length === 0) continue
		const claim = await playClaim(cast, {
			desk: 'seller',
			claimant: seller,
			office: story.office,
			orders: orders.slice(0, 3).map((order) => order.number),
			day: story.day,
			fate: 'approved',
			isReward: true,
		})
		const year = story.day.slice(0, 4)
		await playNotice(cast, {
			office: story.office,
			fund: story.fund,
			claims: [claim],
			day: addDays(story.day, 4),
			title: `${year} 年服务机构奖励名单`,
			basis: '实施办法第十六条、第二十条',
			ends: true,
		})
		await playBatch(cast, {
			office: story.office,
			fund: story.fund,
			source: 2,
			day: addDays(story.day, 18),
			documentNo: `云科付〔${year}〕奖1号`,
			until: 'closed',
		})
		return
	}
	throw new Error('no provider of the demo has an order it may be rewarded for')
}

/** The provider of a claim that was paid gives a tenth of the price back: its red-letter fapiao leads to a demand by itself. */
export async function playRefund(
	cast: Cast,
	story: { office: string; claim: string; seller: string; day: LocalDate },
): Promise<void> {
	const [resting] = await prisma.$queryRaw<[{ invoice: string; amountFen: bigint }]>`
		SELECT i.number AS invoice, a.amount_fen AS "amountFen" FROM invoice_allocation a JOIN invoice i ON i.id = a.invoice_id JOIN claim c ON c.id = a.claim_id
		WHERE c.number = ${story.claim} ORDER BY i.id LIMIT 1`
	await recordRedLetter(cast.as('seller', story.seller, story.day), {
		of: 'claim',
		number: story.claim,
		invoice: resting.invoice,
		redNo: resting.invoice.replace(/^./, '9'),
		redCode: '',
		redOn: story.day,
		redAmount: fen(resting.amountFen / 10n),
		redTax: fen(0),
		redReason: '一件样品未能检测，按协议退款',
		redFile: undefined,
	})
	await followRedLetters({ ...cast.as('officer', story.office, addDays(story.day, 1)), actor: system })
}

/** The half-yearly sample: its list is closed, the number comes two days later, and the claim drawn first is in order. */
export async function playSample(
	cast: Cast,
	story: { office: string; programmeId: bigint; fromOn: LocalDate; untilOn: LocalDate; day: LocalDate },
): Promise<void> {
	const numberOn = addDays(story.day, 2)
	const programme = await prisma.programme.findUniqueOrThrow({ where: { id: story.programmeId } })
	const { number } = await closeSampling(cast.as('officer', story.office, story.day), {
		programme: programme.number,
		fromOn: story.fromOn,
		untilOn: story.untilOn,
		numberName: `演示彩票 ${numberOn} 开奖号码`,
		numberOn,
	})
	await enterSamplingNumber(cast.as('finance', story.office, numberOn), { number, publicNumber: '0612192533' })
	const [drawn] = (await getSampling(cast.as('officer', story.office, numberOn), number)).items
	await recordSamplingResult(cast.as('officer', story.office, addDays(numberOn, 5)), {
		number,
		claim: drawn!.claim,
		result: 'in_order',
		words: '电话核实企业与机构，报告编号与机构存档一致',
	})
}

/** Collects what a source owes into a batch and pays it as far as `until`: locked, approved, sent or confirmed by the bank. */
export async function playBatch(
	cast: Cast,
	story: {
		office: string
		fund: string
		source: number
		day: LocalDate
		documentNo: string
		until: 'open' | 'locked' | 'approved' | 'sent' | 'closed'
		most?: number
	},
): Promise<string | null> {
	const fund = await prisma.fund.findUniqueOrThrow({ where: { number: story.fund }, include: { sources: true } })
	const lines = await prisma.payLine.findMany({
		where: { fundId: fund.id, sourceNo: story.source, settlements: { none: { returned: false } } },
		orderBy: { id: 'asc' },
		...(story.most === undefined ? {} : { take: story.most }),
	})
	if (lines.length === 0) return null
	const settlement = cast.as('settlement', story.office, story.day)
	const number = await createBatch(settlement, {
		fund: story.fund,
		source: story.source,
		payLine: lines.map((line) => line.id),
	})
	if (story.until === 'open') return number
	await lockBatch(settlement, { number })
	if (story.until === 'locked') return number
	const finance = cast.as('finance', story.office, addDays(story.day, 1))
	const { contentHash, id } = await prisma.batch.findUniqueOrThrow({ where: { number } })
	await approveBatch(finance, { number, approvalDocumentNo: story.documentNo, contentHash: contentHash! })
	if (story.until === 'approved') return number
	await sendBatch(finance, { number })
	if (story.until === 'sent') return number
	const source = fund.sources.find((s) => s.sourceNo === story.source)!
	await playStatement(cast, {
		office: story.office,
		accountNo: source.accountNo,
		batchId: id,
		day: addDays(story.day, 2),
	})
	return number
}

/** The bank's statement of the day the batch was paid, as a CSV that the product imports and matches. */
async function playStatement(
	cast: Cast,
	story: { office: string; accountNo: string; batchId: bigint; day: LocalDate },
) {
	const last = await prisma.statement.findFirst({ where: { accountNo: story.accountNo }, orderBy: { id: 'desc' } })
	const opening = last?.closingFen ?? 500_000_000n
	const payments = await prisma.payment.findMany({ where: { batchId: story.batchId }, orderBy: { id: 'asc' } })
	const header = '交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,附言'
	const rows = payments.map((p) =>
		[story.day, `YH${p.id}`, plainYuan(p.amountFen), '', p.accountName, p.accountNo, `${p.code} 科技创新券兑付`].join(
			',',
		),
	)
	const closing = payments.reduce((balance, payment) => balance - payment.amountFen, opening)
	const file = new File([`﻿${[header, ...rows].join('\r\n')}\r\n`], `流水-${story.day}.csv`, { type: 'text/csv' })
	const finance = cast.as('finance', story.office, story.day, 17)
	const [number] = await importStatement(finance, {
		file,
		accountNo: story.accountNo,
		opening: plainYuan(opening),
		closing: plainYuan(closing),
	})
	await matchStatement(finance, { number: number! })
}
