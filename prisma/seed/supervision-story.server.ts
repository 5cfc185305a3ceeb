import { proposeSanction } from '#app/domain/sanctions/propose-sanction.server.ts'
import { approveAdvance } from '#app/domain/settlement/decide-advance.server.ts'
import { approveClearing } from '#app/domain/settlement/decide-clearing.server.ts'
import { proposeAdvance } from '#app/domain/settlement/propose-advance.server.ts'
import { proposeClearing } from '#app/domain/settlement/propose-clearing.server.ts'
import { repayAdvance } from '#app/domain/settlement/repay-advance.server.ts'
import { fen } from '#app/lib/money.ts'
import { addDays, type LocalDate } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import type { Cast } from './cast.server.ts'

/**
 * What one level has paid and another is to bear: the city bears a part of what the district paid, decided; and the other
 * district is asked to bear what its own enterprise used here, which waits for its finance.
 */
export async function playClearings(
	cast: Cast,
	story: { office: string; fund: string; elsewhere: string; day: LocalDate },
): Promise<void> {
	const paid = await prisma.$queryRaw<{ id: bigint; sourceNo: number }[]>`
		SELECT DISTINCT ON (p.source_no) p.id, p.source_no AS "sourceNo" FROM pay_line p JOIN fund f ON f.id = p.fund_id
		WHERE f.number = ${story.fund} AND p.demanded_fen = 0 AND p.amount_fen > 20000 AND is_paid(p.id) ORDER BY p.source_no, p.id`
	const settlement = cast.as('settlement', story.office, story.day)
	const district = paid.find((line) => line.sourceNo === 2)
	if (district) {
		const { number } = await proposeClearing(settlement, {
			payLine: String(district.id),
			debtor: `${story.fund}.1`,
			amount: fen(10_000),
			decisionNo: '云财清〔2026〕3号',
			reason: '区级垫付的市级份额',
		})
		await approveClearing(cast.as('finance', story.office, addDays(story.day, 1)), number)
	}
	const city = paid.find((line) => line.sourceNo === 1)
	if (city)
		await proposeClearing(settlement, {
			payLine: String(city.id),
			debtor: `${story.elsewhere}.1`,
			amount: fen(20_000),
			decisionNo: '云财清〔2026〕5号',
			reason: '异地企业使用，由其所在区承担',
		})
}

/** The city pays in the place of the district, whose money is late, by a decision of two people; a part of it has come back. */
export async function playAdvance(cast: Cast, story: { office: string; fund: string; day: LocalDate }): Promise<void> {
	const { number } = await proposeAdvance(cast.as('settlement', story.office, story.day), {
		payer: `${story.fund}.1`,
		debtor: `${story.fund}.2`,
		amount: fen(8_000_000),
		decisionNo: '云财预〔2026〕17号',
		reason: '区级资金尚在办理拨付',
	})
	await approveAdvance(cast.as('finance', story.office, addDays(story.day, 1)), number)
	const repaidOn = addDays(story.day, 40)
	await repayAdvance(cast.as('finance', story.office, repaidOn), {
		advance: number,
		kind: 'receipt',
		amount: fen(3_000_000),
		documentNo: '高新财拨〔2026〕28号',
		repaidOn,
	})
}

/** An officer proposes to bar a provider; nobody has decided yet, so it binds nobody. */
export async function playSanction(cast: Cast, story: { office: string; provider: bigint; day: LocalDate }) {
	const provider = await prisma.organisation.findUniqueOrThrow({ where: { id: story.provider } })
	await proposeSanction(cast.as('officer', story.office, story.day), {
		code: provider.creditCode.trim(),
		reason: '抽样复核发现报告编号与机构存档不一致，且逾期未说明',
		article: '第二十二条',
		decisionNo: '云科监〔2026〕2号',
		fromOn: addDays(story.day, 10),
		untilOn: addDays(story.day, 375),
	})
}
