import { describe, expect, test } from 'vitest'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { judgeRelation } from '#app/domain/claims/judge-relation.server.ts'
import { recordAffiliation } from '#app/domain/claims/record-affiliation.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { ownAffiliations } from '#app/domain/relations/affiliations.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { claimMarket, ownAccount, readyOrder, shippedDocument } from '#tests/fixtures/claims.ts'
import { type Market, ownerPool } from '#tests/fixtures/market.ts'
import { know } from '#tests/fixtures/parties.ts'
import '#tests/fixtures/integration.ts'

const refusal = (code: string) => expect.objectContaining({ code })

/** A programme that forbids ties of ownership and a common legal representative, without a notice. */
const document = shippedDocument('yunze-high-tech-2026', (rules) => {
	rules.process.notice.days = 0
	rules.eligibility = { conditions: [] }
	rules.providers = []
	rules.scope.categories = { article: '第一条' }
	rules.scope.exclusions = []
	rules.scope.required = []
})

/** A submitted claim on one order of the market. */
async function submitted(market: Market): Promise<string> {
	const voucher = await market.voucher(fen(100_000))
	const order = await readyOrder(market, voucher)
	const claimant =
		(await prisma.order.findUniqueOrThrow({ where: { number: order } })).mode === 'deduct'
			? market.seller
			: market.buyer
	const owner = claimant === market.seller ? market.providerId : market.enterpriseId
	const payee = await ownAccount(market, owner)
	const { number } = await startClaim(claimant, { orders: [order] })
	const { claim } = await getClaim(claimant, number)
	await submitClaim(claimant, { number, payee, seen: fen(claim.claimedFen), commitmentText: '承诺' })
	return number
}
const inFull = async (market: Market, number: string) =>
	decideClaim(market.reviewer, {
		number,
		lines: (await getClaim(market.reviewer, number)).lines.map(({ lineNo, claimedFen }) => ({
			lineNo,
			approvedFen: claimedFen,
			reason: '',
			article: '',
		})),
	})
const codeOf = async (market: Market, side: 'enterpriseId' | 'providerId') =>
	(await prisma.organisation.findUniqueOrThrow({ where: { id: market[side] } })).creditCode

describe('relations on the reviewer’s page', () => {
	test('a shared legal representative is flagged with its evidence, waits for a judgement, and is approved once judged away', async () => {
		const market = await claimMarket(document)
		await know(market, 'enterpriseId', { legal_representative: '王伟', contact_phone: '0571-8812 3456' })
		await know(market, 'providerId', { legal_representative: '王 伟', contact_phone: '(0571)88123456' })
		const number = await submitted(market)
		const { pairs, checks } = await getClaim(market.reviewer, number)
		expect(pairs).toHaveLength(1)
		expect(pairs[0]!.standing).toBe('open')
		expect(pairs[0]!.relations.map((r) => [r.code, r.left.value, r.right.value])).toEqual([
			['legal_representative', '王伟', '王 伟'],
			['phone', '0571-8812 3456', '(0571)88123456'],
		])
		expect(checks.find((check) => check.code === 'relation')).toMatchObject({ verdict: 'warn', values: { n: 2 } })
		await expect(inFull(market, number)).rejects.toThrow(refusal('claim.flags_open'))

		const input = {
			number,
			provider: await codeOf(market, 'providerId'),
			reason: '身份证号不同，重名',
			kind: undefined,
		}
		await expect(judgeRelation(market.reviewer, { ...input, verdict: 'not_related', seen: '1' })).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
		await expect(judgeRelation(market.officer, { ...input, verdict: 'not_related', seen: '2' })).rejects.toThrow(
			refusal('access.denied'),
		)
		await judgeRelation(market.reviewer, { ...input, verdict: 'not_related', seen: '2' })
		const judged = await getClaim(market.reviewer, number)
		expect(judged.pairs[0]).toMatchObject({
			standing: 'not_related',
			judgement: { reason: '身份证号不同，重名', byName: '演示 reviewer' },
		})
		expect(await inFull(market, number)).toBe('approved')
		const entry = await prisma.command.findFirst({ where: { subject: number, action: 'claim.relation_judged' } })
		expect(entry?.details).toMatchObject({ verdict: 'not_related', reason: '身份证号不同，重名' })
	})

	test('judged related: the rules bar the line, which is cut and never approved', async () => {
		const market = await claimMarket(document)
		await know(market, 'enterpriseId', { legal_representative: '王伟' })
		await know(market, 'providerId', { legal_representative: '王伟' })
		const number = await submitted(market)
		const provider = await codeOf(market, 'providerId')
		await judgeRelation(market.reviewer, {
			number,
			provider,
			verdict: 'related',
			kind: 'legal_representative',
			reason: '同一人',
			seen: '1',
		})
		expect((await getClaim(market.reviewer, number)).checks.find((check) => check.code === 'relation')?.verdict).toBe(
			'stop',
		)
		await expect(inFull(market, number)).rejects.toThrow(refusal('claim.related_line'))
		const { lines } = await getClaim(market.reviewer, number)
		const cut = lines.map(({ lineNo }) => ({ lineNo, approvedFen: fen(0), reason: '与机构关联', article: '第十一条' }))
		expect(await decideClaim(market.reviewer, { number, lines: cut })).toBe('awaits_second_person')
	})

	test('what the bureau records counts in its own programmes, is told apart, and a judgement stands only for the evidence it saw', async () => {
		const market = await claimMarket(document)
		const number = await submitted(market)
		const [party, provider] = [await codeOf(market, 'enterpriseId'), await codeOf(market, 'providerId')]
		expect((await getClaim(market.reviewer, number)).pairs[0]!.standing).toBe('none')
		const known = {
			number,
			party,
			kind: 'superior' as const,
			value: '演示检测院',
			code: provider,
			share: null,
			basis: '工商档案第 12 页',
		}
		await recordAffiliation(market.reviewer, known)
		await expect(recordAffiliation(market.reviewer, known)).rejects.toThrow(refusal('relation.recorded'))
		await expect(recordAffiliation(market.reviewer, { ...known, party: '91990101000000001P' })).rejects.toThrow(
			refusal('not_found'),
		)
		const { pairs } = await getClaim(market.reviewer, number)
		expect(pairs[0]).toMatchObject({
			isForbidden: true,
			relations: [{ code: 'subordinate', strength: 'certain', left: { origin: 'bureau' } }],
		})
		expect((await ownAffiliations(market.buyer)).length).toBe(0)

		await judgeRelation(market.reviewer, {
			number,
			provider,
			verdict: 'not_related',
			kind: undefined,
			reason: '已脱钩',
			seen: '1',
		})
		expect((await getClaim(market.reviewer, number)).pairs[0]!.isForbidden).toBe(false)
		await recordAffiliation(market.reviewer, { ...known, kind: 'shareholder', share: 5100 })
		expect((await getClaim(market.reviewer, number)).pairs[0]).toMatchObject({ standing: 'open', isForbidden: true })
		const claimants = await getClaim(
			(await getClaim(market.reviewer, number)).claim.mode === 'deduct' ? market.seller : market.buyer,
			number,
		)
		expect(claimants.pairs).toEqual([])
	})

	test('nobody judges a claim they handed in, judgements are never changed, and one of another authority is refused', async () => {
		const market = await claimMarket(document)
		const other = await claimMarket(document)
		await know(market, 'enterpriseId', { legal_representative: '王伟' })
		await know(market, 'providerId', { legal_representative: '王伟' })
		const number = await submitted(market)
		const input = {
			number,
			provider: await codeOf(market, 'providerId'),
			verdict: 'not_related' as const,
			kind: undefined,
			reason: '重名',
			seen: '1',
		}
		await expect(judgeRelation(other.reviewer, input)).rejects.toThrow(refusal('access.denied'))
		await judgeRelation(market.reviewer, input)
		await expect(prisma.$executeRaw`UPDATE relation_judgement SET verdict = 'related'`).rejects.toThrow()
		await expect(ownerPool().query('DELETE FROM relation_judgement')).rejects.toThrow()
		const { rows } = await ownerPool().query(
			'SELECT c.id, c.submitted_by_id, c.enterprise_id FROM claim c WHERE number = $1',
			[number],
		)
		const insert = (by: unknown, authority: bigint) =>
			ownerPool().query(
				`INSERT INTO relation_judgement (authority_id, enterprise_id, provider_code, claim_id, verdict, reason, keys, evidence, judged_by_id, judged_at)
				VALUES ($1, $2, 'B', $3, 'not_related', 'x', '{}', '[]', $4, now())`,
				[authority, rows[0].enterprise_id, rows[0].id, by],
			)
		await expect(insert(rows[0].submitted_by_id, market.authorityId)).rejects.toThrow('access.other_person')
		await expect(insert(market.idOf(market.reviewer), other.authorityId)).rejects.toThrow(
			'a judgement is on a claim of the authority',
		)
	})
})
