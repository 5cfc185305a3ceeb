import { codesWords, dayWords, percent } from './amount-words.ts'
import type { LeafCondition } from './conditions.ts'
import { inRegion, type Words } from './document-parts.ts'
import type { Facts } from './facts.ts'
import { no, unknown, yes } from './findings.ts'
import { ask, between, declared, type Judgement, judgeNumber, moneyLimit, rangeWords, same } from './judgement.ts'

/** Whole years between two days. */
function fullYears(from: string, until: string): number {
	const years = Number(until.slice(0, 4)) - Number(from.slice(0, 4))
	return until.slice(5) < from.slice(5) ? years - 1 : years
}

const averageOf = (values: readonly bigint[]) =>
	values.reduce((total, value) => total + value, 0n) / BigInt(values.length)

/** Some legal forms apply through an agent only; the others need none. */
function judgeAgent(
	{ forms, anyOf }: Extract<LeafCondition, { kind: 'agent' }>,
	{ legalForm, agent }: Facts['enterprise'],
): Judgement {
	const names = codesWords(forms)
	const acts = (kind: string | null) => kind !== null && (!anyOf || anyOf.includes(kind))
	const answer =
		legalForm === undefined
			? agent !== undefined && acts(agent)
				? yes
				: unknown('enterprise.legalForm', 'enterprise.agent')
			: forms.includes(legalForm)
				? ask(agent, 'enterprise.agent', acts)
				: yes
	return { answer, demand: { zh: `${names.zh}由代理机构代为申请`, en: `a ${names.en} applies through its agent` } }
}

/** Judges the conditions that speak of the enterprise; null for those that speak of the provider. */
export function judgeEnterprise(condition: LeafCondition, facts: Facts): Judgement | null {
	const { enterprise, at } = facts
	const year = Number(at.slice(0, 4))
	switch (condition.kind) {
		case 'region': {
			const answer = ask(
				enterprise.division,
				'enterprise.division',
				(code) =>
					(!condition.in || inRegion(code, condition.in)) && !(condition.notIn && inRegion(code, condition.notIn)),
			)
			return {
				answer,
				demand: { zh: '注册地在支持区域内', en: 'registered in the area supported' },
				wrong: { zh: '注册地不在支持区域内', en: 'it is registered outside the area supported' },
			}
		}
		case 'legal_form': {
			const names = codesWords(condition.oneOf)
			return {
				answer: ask(enterprise.legalForm, 'enterprise.legalForm', (form) => condition.oneOf.includes(form)),
				demand: { zh: `主体类型为${names.zh}`, en: `the applicant is a ${names.en}` },
			}
		}
		case 'size': {
			const names = codesWords(condition.oneOf)
			return {
				answer: ask(enterprise.size, 'enterprise.size', (size) => condition.oneOf.includes(size)),
				demand: { zh: `企业规模为${names.zh}`, en: `the enterprise is ${names.en}` },
			}
		}
		case 'headcount': {
			const range = rangeWords(same(condition.min), same(condition.max), { zh: ' 人', en: '' })
			return {
				answer: ask(enterprise.headcount, 'enterprise.headcount', (value) =>
					between(value, condition.min, condition.max),
				),
				demand: { zh: `职工人数${range.zh}`, en: `staff of ${range.en}` },
				wrong: { zh: `现有 ${enterprise.headcount} 人`, en: `it has ${enterprise.headcount}` },
			}
		}
		case 'revenue': {
			const range = rangeWords(moneyLimit(condition.minFen), moneyLimit(condition.maxFen))
			const known = enterprise.revenueFen
			const average = condition.measure === 'average' && known && known.length >= condition.years
			const answer = average
				? between(averageOf(known.slice(0, condition.years)), condition.minFen, condition.maxFen)
					? yes
					: no
				: !known || known.length < condition.years
					? condition.measure !== 'average' &&
						known?.some((value) => !between(value, condition.minFen, condition.maxFen))
						? no
						: unknown('enterprise.revenueFen')
					: known.slice(0, condition.years).every((value) => between(value, condition.minFen, condition.maxFen))
						? yes
						: no
			const span: Words =
				condition.years === 1
					? { zh: '上年度营业收入', en: 'last year’s revenue' }
					: {
							zh: `前 ${condition.years} 个年度${condition.measure === 'average' ? '平均' : '各年'}营业收入`,
							en: `${condition.measure === 'average' ? 'average revenue of' : 'revenue in each of'} the last ${condition.years} years`,
						}
			return { answer, demand: { zh: `${span.zh}${range.zh}`, en: `${span.en} ${range.en}` } }
		}
		case 'zone':
			return {
				answer: ask(enterprise.zones, 'enterprise.zones', (zones) =>
					zones.some((zone) => condition.anyOf.includes(zone)),
				),
				demand: { zh: `位于${condition.names.zh}`, en: `located in ${condition.names.en}` },
			}
		case 'amount': {
			const range = rangeWords(moneyLimit(condition.minFen), moneyLimit(condition.maxFen))
			return {
				answer: ask(enterprise.amounts?.[condition.code], `enterprise.amounts.${condition.code}`, (value) =>
					between(value, condition.minFen, condition.maxFen),
				),
				demand: { zh: `${condition.name.zh}${range.zh}`, en: `${condition.name.en} ${range.en}` },
			}
		}
		case 'agent':
			return judgeAgent(condition, enterprise)
		case 'registered_capital': {
			const range = rangeWords(moneyLimit(condition.minFen), moneyLimit(condition.maxFen))
			return {
				answer: ask(enterprise.registeredCapitalFen, 'enterprise.registeredCapitalFen', (value) =>
					between(value, condition.minFen, condition.maxFen),
				),
				demand: { zh: `注册资本${range.zh}`, en: `registered capital ${range.en}` },
			}
		}
		case 'age': {
			const range = rangeWords(same(condition.minYears), same(condition.maxYears), { zh: ' 年', en: ' years' })
			return {
				answer: ask(enterprise.establishedOn, 'enterprise.establishedOn', (day) =>
					between(fullYears(day, at), condition.minYears, condition.maxYears),
				),
				demand: { zh: `成立时间${range.zh}`, en: `established for ${range.en}` },
			}
		}
		case 'sector': {
			const answer = ask(
				enterprise.sector,
				'enterprise.sector',
				(sector) => (!condition.oneOf || condition.oneOf.includes(sector)) && !condition.noneOf?.includes(sector),
			)
			const wanted = condition.oneOf?.join('、')
			const unwanted = condition.noneOf?.join('、')
			return {
				answer,
				demand: wanted
					? { zh: `所属行业为${wanted}`, en: `sector: ${wanted}` }
					: { zh: `所属行业不在${unwanted}之列`, en: `sector other than ${unwanted}` },
			}
		}
		case 'title': {
			const years = Array.from({ length: condition.yearsBack + 1 }, (_, back) => year - back)
			const span: Words =
				condition.yearsBack === 0
					? { zh: `${year} 年有效`, en: `valid in ${year}` }
					: { zh: `${years.at(-1)}–${year} 年内有效`, en: `valid in ${years.at(-1)}–${year}` }
			return {
				answer: ask(enterprise.titles, 'enterprise.titles', (titles) =>
					titles.some(
						(title) => condition.anyOf.includes(title.code) && title.years.some((valid) => years.includes(valid)),
					),
				),
				demand: { zh: `为${condition.names.zh}（${span.zh}）`, en: `${condition.names.en} (${span.en})` },
			}
		}
		case 'credit': {
			const lists = condition.lists
			return {
				answer: ask(enterprise.badCredit, 'enterprise.badCredit', (bad) => !bad),
				demand: {
					zh: `没有不良信用记录${lists ? `（${lists.zh}）` : ''}`,
					en: `no bad credit record${lists ? ` (${lists.en})` : ''}`,
				},
				wrong: { zh: '查有不良信用记录', en: 'a bad credit record was found' },
			}
		}
		case 'no_accident': {
			const since = dayWords(condition.since)
			return {
				answer: ask(
					enterprise.lastMajorAccidentOn,
					'enterprise.lastMajorAccidentOn',
					(day) => day === null || day < condition.since,
				),
				demand: { zh: `${since.zh}以来没有重大事故`, en: `no major accident since ${since.en}` },
			}
		}
		case 'no_prior_funding': {
			const when: Record<typeof condition.within, Words> = {
				ever: { zh: '从未', en: 'never' },
				this_year: { zh: '本年度未', en: 'not this year' },
				last_year: { zh: '上年度未', en: 'not last year' },
				last_years: {
					zh: `近 ${condition.years ?? 1} 年未`,
					en: `not this year or in the ${condition.years ?? 1} before`,
				},
			}
			const first = {
				ever: 0,
				this_year: year,
				last_year: year - 1,
				last_years: year - (condition.years ?? 1),
			}[condition.within]
			const last = condition.within === 'last_year' ? year - 1 : year

			const counts = (entry: { kind: string; year: number }) =>
				(!condition.kinds || condition.kinds.includes(entry.kind)) &&
				(condition.within === 'ever' || (entry.year >= first && entry.year <= last))
			return {
				answer: ask(enterprise.priorFunding, 'enterprise.priorFunding', (all) => !all.some(counts)),
				demand: {
					zh: `${when[condition.within].zh}获得${condition.names.zh}`,
					en: `${when[condition.within].en} funded by ${condition.names.en}`,
				},
			}
		}
		case 'not_banned':
			return {
				answer: ask(enterprise.bannedUntil, 'enterprise.bannedUntil', (day) => day === null || day < at),
				demand: { zh: '不在禁止申报期内', en: 'not barred from applying' },
				wrong: enterprise.bannedUntil
					? {
							zh: `禁止申报至${dayWords(enterprise.bannedUntil).zh}`,
							en: `barred until ${dayWords(enterprise.bannedUntil).en}`,
						}
					: undefined,
			}
		case 'incubation':
			return {
				answer: ask(
					enterprise.incubator,
					'enterprise.incubator',
					(kind) => kind !== null && (!condition.anyOf || condition.anyOf.includes(kind)),
				),
				demand: { zh: '为在孵企业', en: 'resident of a recognised incubator' },
			}
		case 'team':
			return {
				answer: ask(enterprise.teamMembers, 'enterprise.teamMembers', (count) => count >= condition.minMembers),
				demand: {
					zh: `团队核心成员不少于 ${condition.minMembers} 人`,
					en: `a core team of at least ${condition.minMembers}`,
				},
			}
		case 'score':
			return {
				answer: ask(enterprise.score, 'enterprise.score', (score) => score >= condition.min),
				demand: { zh: `创新积分不低于 ${condition.min}`, en: `innovation score of at least ${condition.min}` },
			}
		case 'lapse_share':
			return {
				answer: ask(enterprise.lapsedShareBp, 'enterprise.lapsedShareBp', (bp) => bp <= condition.maxBp),
				demand: {
					zh: `上年度逾期失效比例不超过 ${percent(condition.maxBp)}`,
					en: `at most ${percent(condition.maxBp)} of last year’s vouchers lapsed`,
				},
			}
		case 'locality_joined': {
			const { divisions } = condition
			return {
				answer: divisions
					? ask(enterprise.division, 'enterprise.division', (code) => inRegion(code, divisions))
					: ask(enterprise.localityJoined, 'enterprise.localityJoined', (joined) => joined),
				demand: { zh: '所在地已参加联动资助', en: 'its locality takes part in the co-funding' },
				wrong: { zh: '所在地未参加联动资助', en: 'its locality does not take part in the co-funding' },
			}
		}
		case 'declared':
			return {
				answer: ask(
					enterprise.declared?.[condition.code],
					`enterprise.declared.${condition.code}`,
					(value) => value === condition.expect,
				),
				demand: declared(condition),
			}
		case 'number':
			return judgeNumber(condition, enterprise.numbers, 'enterprise.numbers')
		default:
			return null
	}
}
