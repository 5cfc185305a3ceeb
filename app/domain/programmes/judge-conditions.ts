import { codesWords } from './amount-words.ts'
import type { Condition, LeafCondition } from './conditions.ts'
import { inRegion, type Words } from './document-parts.ts'
import type { Facts, LineFacts } from './facts.ts'
import { type Answer, every, type Findings, no, some, yes } from './findings.ts'
import { judgeEnterprise } from './judge-enterprise.ts'
import { ask, declared, type Judgement, judgeNumber } from './judgement.ts'

/** Judges one leaf condition about a line of the facts. */
export function judgeLeaf(condition: LeafCondition, facts: Facts, line: LineFacts): Judgement {
	return judgeEnterprise(condition, facts) ?? judgeProvider(condition, line)
}

function judgeProvider(condition: LeafCondition, { provider }: LineFacts): Judgement {
	switch (condition.kind) {
		case 'provider_region':
			return {
				answer: ask(
					provider?.division,
					'provider.division',
					(code) =>
						(!condition.in || inRegion(code, condition.in)) && !(condition.notIn && inRegion(code, condition.notIn)),
				),
				demand: { zh: '服务机构在支持区域内', en: 'the provider is in the area supported' },
			}
		case 'provider_kind': {
			const names = codesWords(condition.oneOf)
			return {
				answer: ask(provider?.kind, 'provider.kind', (kind) => condition.oneOf.includes(kind)),
				demand: { zh: `服务机构类型为${names.zh}`, en: `the provider is one of: ${names.en}` },
			}
		}
		case 'provider_marks': {
			const names = condition.anyOf.join('、')
			return {
				answer: ask(provider?.marks, 'provider.marks', (marks) => marks.some((mark) => condition.anyOf.includes(mark))),
				demand: { zh: `服务机构具有 ${names} 资质`, en: `the provider holds ${condition.anyOf.join(' or ')}` },
			}
		}
		case 'provider_years':
			return {
				answer: ask(provider?.operatingYears, 'provider.operatingYears', (years) => years >= condition.min),
				demand: {
					zh: `服务机构正常运行满 ${condition.min} 年`,
					en: `the provider has operated for ${condition.min} years`,
				},
			}
		case 'provider_registered':
			return {
				answer: ask(provider?.isRegistered, 'provider.isRegistered', (registered) => registered),
				demand: { zh: '服务机构已入库', en: 'the provider is admitted' },
				wrong: { zh: '服务机构未入库', en: 'the provider is not admitted' },
			}
		case 'provider_declared':
			return {
				answer: ask(
					provider?.declared?.[condition.code],
					`provider.declared.${condition.code}`,
					(value) => value === condition.expect,
				),
				demand: declared(condition),
			}
		case 'provider_number':
			return judgeNumber(condition, provider?.numbers, 'provider.numbers')
		default:
			throw new RangeError(`condition ${condition.kind} is not judged`)
	}
}

const not = (answer: Answer): Answer => (answer.holds === null ? answer : answer.holds ? no : yes)

/** Judges a condition, a group of which any, all or none must hold included. */
export function judge(condition: Condition, facts: Facts, line: LineFacts): Judgement {
	if (!('of' in condition)) return judgeLeaf(condition, facts, line)
	const answers = condition.of.map((part) => judgeLeaf(part, facts, line).answer)
	const held = condition.kind === 'all' ? every(answers) : some(answers)
	return { answer: condition.kind === 'none' ? not(held) : held, demand: condition.name }
}

/** Writes what a list of conditions says into the findings. `line` is given when there are several lines. */
export function addConditions(
	chapter: 'eligibility' | 'provider' | 'reward',
	conditions: readonly Condition[],
	facts: Facts,
	line: LineFacts,
	findings: Findings,
	index?: number,
) {
	for (const condition of conditions) {
		if (condition.steps && !condition.steps.includes(facts.step)) continue
		const { answer, demand, wrong } = judge(condition, facts, line)
		const code = `${chapter}.${'code' in condition ? condition.code : condition.kind}`
		if (answer.holds === true)
			findings.add(
				condition,
				{ code, verdict: 'ok', text: { zh: `符合：${demand.zh}`, en: `Met: ${demand.en}` } },
				index,
			)
		else if (answer.holds === false)
			findings.add(condition, { code, verdict: 'no', text: refusal(demand, wrong) }, index)
		else findings.unsure(condition, { code, demand, needs: answer.needs }, index)
	}
}

const refusal = (demand: Words, wrong?: Words): Words => ({
	zh: `不符合：要求${demand.zh}${wrong ? `，${wrong.zh}` : ''}`,
	en: `Not met: ${demand.en} is required${wrong ? `; ${wrong.en}` : ''}`,
})
