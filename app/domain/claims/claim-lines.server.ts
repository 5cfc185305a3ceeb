import type { Context } from '#app/domain/context.server.ts'
import { differences } from '#app/domain/invoices/fapiao-reading.ts'
import { ownShare } from '#app/domain/orders/order-money.ts'
import { fen, type Money, sum } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import type { ClaimLineFacts, Party } from './check-claim.ts'
import type { LineRelation } from './check-relation.ts'
import { type LinePapers, linePapers } from './claim-papers.server.ts'
import { type TakenBack, uncountedOf } from './reward-base.ts'

/** A line of a claim with everything it stands on. */
export type ClaimLineView = {
	lineNo: number
	kind: string
	title: string
	/** what was done and delivered, of a contract outside the platform */
	description: string
	categoryId: string | null
	category: { zh: string; en: string } | null
	order: { number: string; state: string; cutBearer: string; silentUntil: LocalDate | null } | null
	provider: Party & { number: string | null; isDemo: boolean; organisationId: bigint | null }
	contractNo: string | null
	contractOn: LocalDate | null
	isContractConfirmed: boolean
	serviceOn: LocalDate | null
	reportNo: string | null
	reportOn: LocalDate | null
	/** full price the subsidy is reckoned on */
	baseFen: Money
	/** what the enterprise pays itself */
	ownFen: Money
	claimedFen: Money
	approvedFen: Money | null
	cutReason: string | null
	cutArticle: string | null
	quantity: number | null
	/** in basis points, as the listing said */
	taxRateBp: number | null
	/** qualification marks of the listing as bought; null: not bought here */
	marks: { kind: string; expiresOn: LocalDate }[] | null
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	/** of a reward: what its order's own claim says */
	basis: RewardBasis | null
	papers: LinePapers
}

/** What a line of a reward stands on. */
export type RewardBasis = {
	/** the claim under which the order itself was supported, and its state */
	claim: string
	state: string
	/** what red-letter fapiao took back of the order's price */
	takenBackFen: Money
	/** what of the price does not count since people demanded the order's support back */
	demandedBackFen: Money
	invoiceOn: LocalDate | null
	paidOn: LocalDate | null
}

type Row = {
	lineNo: number
	kind: string
	title: string
	description: string
	categoryId: string | null
	categoryZh: string | null
	categoryEn: string | null
	orderNumber: string | null
	orderState: string | null
	cutBearer: string | null
	silentUntil: Date | null
	providerName: string | null
	providerCode: string | null
	providerNumber: string | null
	providerId: bigint | null
	providerIsDemo: boolean | null
	contractNo: string | null
	contractOn: Date | null
	contractedAt: Date | null
	serviceOn: Date | null
	reportNo: string | null
	reportOn: Date | null
	baseFen: bigint
	claimedFen: bigint
	approvedFen: bigint | null
	cutReason: string | null
	cutArticle: string | null
	mode: string | null
	priceFen: bigint | null
	finalPriceFen: bigint | null
	voucherFen: bigint | null
	quantity: number | null
	taxRateBp: number | null
	marks: { kind: string; expiresOn: LocalDate }[] | null
	useBy: Date | null
	redeemBy: Date | null
	basis: (Omit<RewardBasis, 'takenBackFen' | 'demandedBackFen'> & Record<keyof TakenBack, string>) | null
}

/** The lines of a claim with their papers, in four queries. Report bodies only for a party (`withReports`). */
export async function claimLines(ctx: Context, claimId: bigint, withReports: boolean): Promise<ClaimLineView[]> {
	const [rows, papers] = await Promise.all([readLines(ctx, claimId), linePapers(ctx, claimId, withReports)])
	return rows.map((row) => ({
		lineNo: row.lineNo,
		kind: row.kind,
		title: row.title,
		description: row.description,
		categoryId: row.categoryId,
		category: row.categoryZh === null ? null : { zh: row.categoryZh, en: row.categoryEn ?? row.categoryZh },
		order: row.orderNumber
			? {
					number: row.orderNumber,
					state: row.orderState ?? '',
					cutBearer: row.cutBearer ?? 'enterprise',
					silentUntil: dayOrNull(row.silentUntil),
				}
			: null,
		provider: {
			name: row.providerName ?? '',
			creditCode: row.providerCode ?? '',
			number: row.providerNumber,
			isDemo: row.providerIsDemo ?? false,
			organisationId: row.providerId,
		},
		contractNo: row.contractNo,
		contractOn: dayOrNull(row.contractOn),
		isContractConfirmed: row.kind !== 'order' || row.contractedAt !== null,
		serviceOn: dayOrNull(row.serviceOn),
		reportNo: row.reportNo,
		reportOn: dayOrNull(row.reportOn),
		baseFen: fen(row.baseFen),
		ownFen: ownFen(row),
		claimedFen: fen(row.claimedFen),
		approvedFen: row.approvedFen === null ? null : fen(row.approvedFen),
		cutReason: row.cutReason,
		cutArticle: row.cutArticle,
		quantity: row.quantity,
		taxRateBp: row.taxRateBp,
		marks: row.marks,
		useBy: dayOrNull(row.useBy),
		redeemBy: dayOrNull(row.redeemBy),
		basis: row.basis && basisOf(row.basis, fen(row.baseFen)),
		papers: papers.get(row.lineNo) ?? { invoices: [], payments: [], files: [] },
	}))
}

function basisOf(
	{ claim, state, invoiceOn, paidOn, ...taken }: NonNullable<Row['basis']>,
	priceFen: Money,
): RewardBasis {
	const { redFen, demandedFen } = uncountedOf(priceFen, {
		redFen: BigInt(taken.redFen),
		supportFen: BigInt(taken.supportFen),
		supportRedFen: BigInt(taken.supportRedFen),
		supportDemandedFen: BigInt(taken.supportDemandedFen),
	})
	return { claim, state, invoiceOn, paidOn, takenBackFen: redFen, demandedBackFen: demandedFen }
}

const dayOrNull = (date: Date | null) => (date ? dayOf(date) : null)

function ownFen(row: Row): Money {
	if (row.priceFen === null) return fen(row.baseFen)
	return ownShare({
		priceFen: row.priceFen,
		finalPriceFen: row.finalPriceFen,
		voucherFen: row.voucherFen ?? 0n,
		mode: row.mode,
	})
}

const readLines = (ctx: Context, claimId: bigint) => ctx.db.$queryRaw<Row[]>`
	SELECT l.line_no AS "lineNo", l.kind, l.title, l.description, l.category_id AS "categoryId", k.name AS "categoryZh", k.name_en AS "categoryEn",
		o.number AS "orderNumber", o.state AS "orderState", o.cut_bearer AS "cutBearer", x.due_on AS "silentUntil",
		COALESCE(p.name, l.provider_name) AS "providerName", trim(COALESCE(p.credit_code, l.provider_code)) AS "providerCode",
		p.number AS "providerNumber", p.id AS "providerId", p.is_demo AS "providerIsDemo",
		l.contract_no AS "contractNo", l.contract_on AS "contractOn", o.contracted_at AS "contractedAt", l.service_on AS "serviceOn",
		l.report_no AS "reportNo", l.report_on AS "reportOn", l.base_fen AS "baseFen", l.claimed_fen AS "claimedFen",
		l.approved_fen AS "approvedFen", l.cut_reason AS "cutReason", l.cut_article AS "cutArticle",
		o.mode, o.price_fen AS "priceFen", o.final_price_fen AS "finalPriceFen", o.voucher_fen AS "voucherFen",
		o.quantity, (o.listing_snapshot ->> 'taxRateBp')::int AS "taxRateBp",
		o.listing_snapshot -> 'marks' AS marks, t.use_by AS "useBy", t.redeem_by AS "redeemBy",
		CASE WHEN w.order_id IS NOT NULL THEN (
			SELECT jsonb_build_object('claim', s.number, 'state', s.state,
				'redFen', (SELECT coalesce(sum(x.amount_fen), 0)::text FROM red_letter_part x JOIN invoice_part ip ON ip.id = x.part_id WHERE ip.order_id = w.order_id),
				'supportFen', coalesce(s.approved_fen, 0)::text,
				'supportRedFen', (SELECT coalesce(sum(b.amount_fen), 0)::text FROM clawback b WHERE b.claim_id = s.id AND b.origin = 'red_letter' AND b.state IN ('demanded', 'received')),
				'supportDemandedFen', (SELECT coalesce(sum(b.amount_fen), 0)::text FROM clawback b WHERE b.claim_id = s.id AND b.origin = 'person' AND b.state IN ('demanded', 'received')),
				'invoiceOn', (SELECT max(i.issued_on) FROM invoice i JOIN invoice_part ip ON ip.invoice_id = i.id WHERE ip.order_id = w.order_id),
				'paidOn', (SELECT max(op.paid_on) FROM own_payment op WHERE op.order_id = w.order_id))
			FROM claimed_order k JOIN claim s ON s.id = k.claim_id WHERE k.order_id = w.order_id) END AS basis
	FROM claim_line l
	LEFT JOIN category k ON k.id = l.category_id
	LEFT JOIN rewarded_order w ON w.claim_line_id = l.id
	LEFT JOIN "order" o ON o.id = coalesce(l.order_id, w.order_id)
	LEFT JOIN entitlement t ON t.id = o.entitlement_id AND w.order_id IS NULL
	LEFT JOIN silent_acceptance x ON x.order_id = l.order_id
	LEFT JOIN organisation p ON p.id = o.provider_id OR (o.id IS NULL AND p.credit_code = l.provider_code)
	WHERE l.claim_id = ${claimId}
	ORDER BY l.line_no`

/** What the checks look at, of one line. Off-platform lines need a file for everything and a slip for the payment. */
export function lineFacts(line: ClaimLineView, enterprise: Party, relation: LineRelation | null): ClaimLineFacts {
	const isOrder = line.kind === 'order'
	return {
		lineNo: line.lineNo,
		kind: line.kind,
		silentUntil: line.order?.silentUntil ?? null,
		isAccepted: !isOrder || line.order?.state === 'accepted' || line.order?.state === 'closed',
		priceFen: line.baseFen,
		ownFen: line.ownFen,
		claimedFen: line.claimedFen,
		enterprise,
		provider: line.provider,
		contract: line.contractNo && line.contractOn ? { no: line.contractNo, on: line.contractOn } : null,
		isContractConfirmed: line.isContractConfirmed,
		hasContractFile: line.papers.files.some((file) => file.purpose === 'contract'),
		serviceOn: line.serviceOn,
		report: line.reportNo && line.reportOn ? { no: line.reportNo, on: line.reportOn } : null,
		hasReportFile: line.papers.files.some((file) => file.purpose === 'report'),
		claimBy: line.redeemBy,
		invoices: line.papers.invoices.map(({ reading, earlier, redLetters, totalFen, ...invoice }) => ({
			...invoice,
			redFen: sum(redLetters.map((red) => red.amountFen)),
			earlier: earlier.map((claim) => claim.number),
			differs:
				reading === null || reading.fault !== null
					? null
					: differences(reading, { ...invoice, amountFen: totalFen }).map((each) => each.field),
		})),
		payments: line.papers.payments.map((payment) => ({
			amountFen: payment.amountFen,
			paidOn: payment.paidOn,
			isProven: payment.hasSlip && (!isOrder || payment.isConfirmed),
		})),
		relation,
		basis: line.basis,
	}
}

/** Sum of what the lines claim, in fen. */
export const claimedTotal = (lines: readonly { claimedFen: bigint }[]) =>
	fen(lines.reduce((sum, line) => sum + line.claimedFen, 0n))
