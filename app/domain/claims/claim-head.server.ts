import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import type { OpenRound } from '#app/domain/programmes/rounds.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import type { Party } from './check-claim.ts'
import type { ClaimState } from './claim.ts'
import { claimNoticeDays } from './claim-process.ts'

export type ChosenPayee = {
	number: string
	accountName: string
	accountNo: string
	bankName: string
	isConfirmed: boolean
}

/** A claim and the names around it. */
export type ClaimHead = {
	id: bigint
	number: string
	kind: 'voucher' | 'claim_only' | 'reward'
	mode: 'deduct' | 'reimburse'
	state: ClaimState
	programmeId: bigint
	versionId: bigint
	fundId: bigint
	roundId: bigint | null
	claimantId: bigint
	enterpriseId: bigint
	authorityId: bigint
	/** the account chosen at submission, its number masked */
	payee: ChosenPayee | null
	claimedFen: bigint
	approvedFen: bigint | null
	commitmentText: string
	evaluation: unknown
	submittedById: bigint | null
	submittedAt: Date | null
	reviewDueOn: LocalDate | null
	reviewedById: bigint | null
	reviewedAt: Date | null
	reviewReason: string | null
	approvedAt: Date | null
	createdAt: Date
	claimant: Party & { isDemo: boolean }
	enterprise: Party & { number: string; isDemo: boolean }
	authority: string
	programme: { number: string; name: string; nameEn: string | null }
	fund: { number: string; name: string; budgetYear: number }
	round: {
		number: string
		name: string
		opensOn: LocalDate
		closesOn: LocalDate
		serviceFrom: LocalDate
		serviceUntil: LocalDate
		/** the ratio published for it, where its rules leave it to the year */
		ratio: OpenRound['ratio']
	} | null
	document: ProgrammeDocument
	/** the programme lays claims open before they are approved */
	needsNotice: boolean
}

type Row = Omit<
	ClaimHead,
	'claimant' | 'enterprise' | 'programme' | 'fund' | 'round' | 'needsNotice' | 'reviewDueOn' | 'document' | 'payee'
> & {
	reviewDueOn: Date | null
	payeeNumber: string | null
	payeeName: string | null
	payeeAccountNo: string | null
	payeeBank: string | null
	payeeState: string | null
	claimantName: string
	claimantCode: string
	claimantIsDemo: boolean
	enterpriseName: string
	enterpriseCode: string
	enterpriseNumber: string
	enterpriseIsDemo: boolean
	programmeNumber: string
	programmeName: string
	programmeNameEn: string | null
	fundNumber: string
	fundName: string
	budgetYear: number
	roundNumber: string | null
	roundName: string | null
	opensAt: Date | null
	closesAt: Date | null
	ratio: OpenRound['ratio']
	serviceFrom: Date | null
	serviceUntil: Date | null
}

/** The claim of a public number with its names and its programme's document. Throws not_found. Authorise before showing it. */
export async function readHead(ctx: Context, number: string): Promise<ClaimHead> {
	const [row] = await ctx.db.$queryRaw<Row[]>`
		SELECT c.id, c.number, c.kind, c.mode, c.state, c.programme_id AS "programmeId", c.version_id AS "versionId",
			c.fund_id AS "fundId", c.round_id AS "roundId", c.claimant_id AS "claimantId", c.enterprise_id AS "enterpriseId",
			f.authority_id AS "authorityId", y.number AS "payeeNumber",
			y.account_name AS "payeeName", y.account_no AS "payeeAccountNo", y.bank_name AS "payeeBank", y.state AS "payeeState", c.claimed_fen AS "claimedFen",
			c.approved_fen AS "approvedFen", c.commitment_text AS "commitmentText", c.evaluation,
			c.submitted_by_id AS "submittedById", c.submitted_at AS "submittedAt", c.review_due_on AS "reviewDueOn",
			c.reviewed_by_id AS "reviewedById", c.reviewed_at AS "reviewedAt", c.review_reason AS "reviewReason",
			c.approved_at AS "approvedAt", c.created_at AS "createdAt",
			o.name AS "claimantName", trim(o.credit_code) AS "claimantCode", o.is_demo AS "claimantIsDemo",
			e.name AS "enterpriseName", trim(e.credit_code) AS "enterpriseCode", e.number AS "enterpriseNumber", e.is_demo AS "enterpriseIsDemo",
			a.name AS authority, p.number AS "programmeNumber", p.name AS "programmeName", p.name_en AS "programmeNameEn",
			f.number AS "fundNumber", f.name AS "fundName", f.budget_year AS "budgetYear",
			r.number AS "roundNumber", r.name AS "roundName", r.opens_at AS "opensAt", r.closes_at AS "closesAt", r.service_from AS "serviceFrom", r.service_until AS "serviceUntil",
			(SELECT jsonb_build_object('kind', k.kind, 'bp', k.bp) FROM round_ratio_approval x JOIN round_ratio k ON k.id = x.ratio_id WHERE x.round_id = r.id) AS ratio
		FROM claim c
		JOIN fund f ON f.id = c.fund_id
		JOIN organisation a ON a.id = f.authority_id
		JOIN organisation o ON o.id = c.claimant_id
		JOIN organisation e ON e.id = c.enterprise_id
		JOIN programme p ON p.id = c.programme_id
		LEFT JOIN round r ON r.id = c.round_id
		LEFT JOIN payee_account y ON y.id = c.payee_account_id
		WHERE c.number = ${number}`
	if (!row) throw new DomainError('not_found', { number })
	const document = await documentOf(ctx, row.versionId)
	return {
		...row,
		reviewDueOn: row.reviewDueOn ? dayOf(row.reviewDueOn) : null,
		payee: payeeOf(row),
		claimant: { name: row.claimantName, creditCode: row.claimantCode, isDemo: row.claimantIsDemo },
		enterprise: {
			name: row.enterpriseName,
			creditCode: row.enterpriseCode,
			number: row.enterpriseNumber,
			isDemo: row.enterpriseIsDemo,
		},
		programme: { number: row.programmeNumber, name: row.programmeName, nameEn: row.programmeNameEn },
		fund: { number: row.fundNumber, name: row.fundName, budgetYear: row.budgetYear },
		round:
			row.roundNumber && row.opensAt && row.closesAt && row.serviceFrom && row.serviceUntil
				? {
						number: row.roundNumber,
						name: row.roundName ?? '',
						opensOn: shanghaiDay(row.opensAt),
						closesOn: shanghaiDay(new Date(row.closesAt.getTime() - 1)),
						serviceFrom: dayOf(row.serviceFrom),
						serviceUntil: dayOf(row.serviceUntil),
						ratio: row.ratio,
					}
				: null,
		document,
		needsNotice: claimNoticeDays(document) > 0,
	}
}

const payeeOf = (row: Row): ChosenPayee | null =>
	row.payeeNumber === null
		? null
		: {
				number: row.payeeNumber,
				accountName: row.payeeName ?? '',
				accountNo: maskAccount(row.payeeAccountNo ?? ''),
				bankName: row.payeeBank ?? '',
				isConfirmed: row.payeeState === 'confirmed',
			}
