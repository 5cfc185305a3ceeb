import type { Words } from './document-parts.ts'
import type { Criterion, Giving, Lottery, Ranked } from './giving-rules.ts'

/** How a scarce fund is given, in words. */

const factWords = {
	score: { zh: '创新积分', en: 'innovation score' },
	headcount: { zh: '从业人数', en: 'headcount' },
	teamMembers: { zh: '团队人数', en: 'members of the team' },
} as const

/** One criterion: its name, the most it can bring, and where its points come from. */
export function criterionWords({ name, weight, most, by }: Criterion): Words {
	const from: Words = by.kind === 'reviewer' ? { zh: '由审核人打分', en: 'given by the reviewer' } : factWords[by.fact]
	return {
		zh: `${name.zh}（${from.zh}，最高 ${most} 分，权重 ${weight}）`,
		en: `${name.en} (${from.en}, at most ${most} points, weight ${weight})`,
	}
}

const lotteryWords = ({ publicNumber: { name, source, daysAfterClose } }: Lottery): Words => ({
	zh: `摇号发放：截止后封存名单、公布指纹，再用${name.zh}（${source.zh}；名单封存满 ${daysAfterClose} 天起的第一个）算出顺序，按顺序发放，发完为止。顺序人人可以复算`,
	en: `By lottery: after the window the list is closed and its fingerprint published; then ${name.en} (${source.en}; the first one from ${daysAfterClose} days after the closing on) gives the order, and vouchers are granted in it while the money lasts. Anyone can compute the order again`,
})

const rankedWords = ({ criteria }: Ranked): Words => ({
	zh: `按评分发放：${criteria.map((criterion) => criterionWords(criterion).zh).join('、')}。截止后从高分到低分发放，同分的先到先得，发完为止`,
	en: `By score: ${criteria.map((criterion) => criterionWords(criterion).en).join(', ')}. After the window vouchers are granted from the highest score down, equal scores by arrival, while the money lasts`,
})

/** How a scarce fund is given by lot or by score; null where who comes first is served first. */
export function givingWords(giving: Giving | undefined): Words | null {
	if (giving?.kind === 'lottery') return lotteryWords(giving)
	return giving?.kind === 'ranked' ? rankedWords(giving) : null
}
