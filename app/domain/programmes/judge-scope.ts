import { codesWords } from './amount-words.ts'
import type { Facts, LineFacts } from './facts.ts'
import type { Findings } from './findings.ts'
import { addConditions } from './judge-conditions.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** Whether one line is something the programme supports: provider, category, exclusions, channel, relation. */
export function judgeScope(
	document: ProgrammeDocument,
	facts: Facts,
	line: LineFacts,
	findings: Findings,
	index?: number,
) {
	addConditions('provider', document.providers, facts, line, findings, index)
	judgeCategories(document, line, findings, index)
	judgeFlags(document, line, findings, index)
	const { channels, relation } = document.scope
	if (channels) {
		const names = codesWords(channels.oneOf)
		const channel = line.service?.channel
		if (channel === undefined)
			findings.unsure(
				channels,
				{
					code: 'scope.channel',
					demand: { zh: `服务的购买渠道为${names.zh}`, en: `bought this way: ${names.en}` },
					needs: ['service.channel'],
				},
				index,
			)
		else if (!channels.oneOf.includes(channel))
			findings.add(
				channels,
				{
					code: 'scope.channel',
					verdict: 'no',
					text: { zh: `只支持${names.zh}的服务`, en: `Only services bought this way are supported: ${names.en}` },
				},
				index,
			)
	}
	judgeStacking(document, line, findings, index)
	if (!relation) return
	const demand = { zh: '企业与服务机构没有关联关系', en: 'enterprise and provider are not related' }
	const found = line.relation?.kinds.filter((kind) => relation.forbidden.includes(kind))
	if (found === undefined) findings.unsure(relation, { code: 'scope.relation', demand, needs: ['relation'] }, index)
	else if (found.length > 0) {
		const names = codesWords(found)
		findings.add(
			relation,
			{
				code: 'scope.relation',
				verdict: 'no',
				text: {
					zh: `企业与这家机构有关联（${names.zh}），不予支持。可换一家机构`,
					en: `Enterprise and provider are related (${names.en}). Choose another provider`,
				},
			},
			index,
		)
	} else
		findings.add(
			relation,
			{ code: 'scope.relation', verdict: 'ok', text: { zh: `符合：${demand.zh}`, en: `Met: ${demand.en}` } },
			index,
		)
}

/** Whether the same cost may also be claimed elsewhere. */
function judgeStacking(
	{ scope: { stacking } }: ProgrammeDocument,
	line: LineFacts,
	findings: Findings,
	index?: number,
) {
	if (!stacking || stacking.with === 'anything') return
	const code = 'scope.stacking'
	const listed = codesWords(stacking.listed)
	const demand =
		stacking.with === 'nothing'
			? { zh: '同一费用未在其他办法下申请', en: 'the same cost is claimed under no other programme' }
			: { zh: `同一费用只与${listed.zh}叠加`, en: `the same cost is claimed besides under ${listed.en} only` }
	const others = line.otherProgrammes
	if (others === undefined) {
		findings.unsure(stacking, { code, demand, needs: ['otherProgrammes'] }, index)
		return
	}
	const met = others.every((other) => stacking.with === 'listed' && stacking.listed.includes(other))
	findings.add(
		stacking,
		met
			? { code, verdict: 'ok', text: { zh: `符合：${demand.zh}`, en: `Met: ${demand.en}` } }
			: { code, verdict: 'no', text: { zh: `不符合：要求${demand.zh}`, en: `Not met: ${demand.en} is required` } },
		index,
	)
}

function judgeCategories({ scope }: ProgrammeDocument, line: LineFacts, findings: Findings, index?: number) {
	const categories = line.service?.categories
	const asksCategory = scope.categories.in || scope.exclusions.some((exclusion) => exclusion.kind === 'categories')
	if (!asksCategory) return
	if (categories === undefined) {
		findings.unsure(
			scope.categories,
			{
				code: 'scope.category',
				demand: { zh: '服务类别在支持范围内', en: 'the category is supported' },
				needs: ['service.categories'],
			},
			index,
		)
		return
	}
	if (scope.categories.in) {
		const inside = categories.some((id) => scope.categories.in!.includes(id))
		findings.add(
			scope.categories,
			inside
				? {
						code: 'scope.category',
						verdict: 'ok',
						text: { zh: '服务类别在支持范围内', en: 'The category is supported' },
					}
				: {
						code: 'scope.category',
						verdict: 'no',
						text: {
							zh: '服务类别不在支持范围内。可全额自付下单',
							en: 'This category is not supported. You can still order and pay in full',
						},
					},
			index,
		)
	}
	for (const exclusion of scope.exclusions)
		if (exclusion.kind === 'categories' && categories.some((id) => exclusion.ids.includes(id)))
			findings.add(
				exclusion,
				{
					code: 'scope.exclusion',
					verdict: 'no',
					text: {
						zh: `${exclusion.name.zh}不在支持范围内。可全额自付下单`,
						en: `Not supported: ${exclusion.name.en}. You can still order and pay in full`,
					},
				},
				index,
			)
}

function judgeFlags({ scope }: ProgrammeDocument, line: LineFacts, findings: Findings, index?: number) {
	const flags = line.service?.flags
	for (const exclusion of scope.exclusions) {
		if (exclusion.kind !== 'flag') continue
		const { flag, name } = exclusion
		const demand = { zh: `不属于${name.zh}`, en: `not ${name.en}` }
		const value = flags?.[flag]
		if (value === true)
			findings.add(
				exclusion,
				{
					code: `scope.${flag}`,
					verdict: 'no',
					text: {
						zh: `${name.zh}不在支持范围内。可全额自付下单`,
						en: `Not supported: ${name.en}. You can still order and pay in full`,
					},
				},
				index,
			)
		else if (value === false)
			findings.add(
				exclusion,
				{ code: `scope.${flag}`, verdict: 'ok', text: { zh: demand.zh, en: `It is ${demand.en}` } },
				index,
			)
		else findings.unsure(exclusion, { code: `scope.${flag}`, demand, needs: [`service.flags.${flag}`] }, index)
	}
	for (const required of scope.required) {
		const { flag, name } = required
		const value = flags?.[flag]
		if (value === true)
			findings.add(
				required,
				{ code: `scope.${flag}`, verdict: 'ok', text: { zh: `符合：${name.zh}`, en: `Met: ${name.en}` } },
				index,
			)
		else if (value === false)
			findings.add(
				required,
				{
					code: `scope.${flag}`,
					verdict: 'no',
					text: { zh: `不符合：要求${name.zh}`, en: `Not met: ${name.en} is required` },
				},
				index,
			)
		else findings.unsure(required, { code: `scope.${flag}`, demand: name, needs: [`service.flags.${flag}`] }, index)
	}
}
