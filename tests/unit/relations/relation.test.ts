import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	type KnownParty,
	provenKinds,
	type RelationJudgement,
	relationsBetween,
	shownRelation,
	standingOf,
	type Tie,
	tieKinds,
} from '#app/domain/relations/relation.ts'

const tie = (kind: Tie['kind'], value: string, over: Partial<Tie> = {}): Tie => ({
	kind,
	value,
	code: null,
	shareBp: null,
	origin: 'declared',
	...over,
})
const enterprise = (...ties: Tie[]): KnownParty => ({ name: '云泽新材料有限公司', creditCode: 'A', ties })
const provider = (...ties: Tie[]): KnownParty => ({ name: '演示检测院', creditCode: 'B', ties })
const codes = (left: KnownParty, right: KnownParty) =>
	relationsBetween(left, right).map((r) => `${r.code} ${r.strength}`)

describe('relations between an enterprise and a provider', () => {
	test('strangers are not related', () => {
		const left = enterprise(
			tie('legal_representative', '张三'),
			tie('phone', '0571-88123456'),
			tie('address', '云泽市科创路1号'),
		)
		const right = provider(
			tie('legal_representative', '李四'),
			tie('phone', '0571-88123457'),
			tie('address', '云泽市科创路2号'),
		)
		expect(codes(left, right)).toEqual([])
	})

	test('the enterprise itself as its provider is the same entity', () => {
		expect(codes(enterprise(), enterprise())).toEqual(['same_entity certain'])
	})

	test('a shareholder named by credit code proves a relation, one named by a name only suggests it', () => {
		expect(codes(enterprise(tie('shareholder', '演示检测院', { code: 'B', shareBp: 3350 })), provider())).toEqual([
			'equity certain',
		])
		expect(codes(enterprise(tie('shareholder', '演示检测院（演示）')), provider())).toEqual(['equity likely'])
		expect(codes(enterprise(tie('shareholder', '演示检测院', { code: 'C' })), provider())).toEqual([])
	})

	test('a shareholder both have in common', () => {
		const holding = tie('shareholder', '云泽控股', { code: 'H' })
		expect(codes(enterprise(holding), provider(holding))).toEqual(['equity certain'])
	})

	test('who runs one and owns the other', () => {
		expect(codes(enterprise(tie('legal_representative', '王 伟')), provider(tie('shareholder', '王伟')))).toEqual([
			'equity likely',
		])
		expect(
			codes(enterprise(tie('legal_representative', '王伟')), provider(tie('legal_representative', '王伟'))),
		).toEqual(['legal_representative likely'])
		expect(codes(enterprise(tie('controller', '王伟')), provider(tie('legal_representative', '王伟')))).toEqual([
			'controller likely',
		])
	})

	test('superior bodies and co-founders', () => {
		expect(codes(enterprise(tie('superior', '演示检测院', { code: 'B' })), provider())).toEqual(['subordinate certain'])
		expect(codes(enterprise(), provider(tie('co_founder', '云泽新材料', { code: 'A' })))).toEqual([
			'joint_foundation certain',
		])
	})

	test('a shared account is certain, a shared telephone or address a hint, and none of them is a relation of the rules', () => {
		const shared = [
			tie('bank_account', '6222 0212 0000 1234'),
			tie('phone', '88123456'),
			tie('address', '云泽市科创路8号'),
		]
		const relations = relationsBetween(enterprise(...shared), provider(...shared))
		expect(relations.map((r) => `${r.code} ${r.strength}`)).toEqual([
			'bank_account certain',
			'phone hint',
			'address hint',
		])
		expect(provenKinds(relations, null)).toEqual([])
	})

	test('the same facts give the same list, whatever the order, and both ways find as much', () => {
		const ties = fc.array(
			fc.record({
				kind: fc.constantFrom(...tieKinds),
				value: fc.constantFrom('王伟', '云泽控股有限公司', '0571-88123456', '云泽市科创路8号', '6222021200001234'),
				code: fc.constantFrom(null, 'H', 'A', 'B'),
				shareBp: fc.constant(null),
				origin: fc.constantFrom('declared' as const, 'bureau' as const),
			}),
			{ maxLength: 6 },
		)
		fc.assert(
			fc.property(ties, ties, (left, right) => {
				const found = relationsBetween(enterprise(...left), provider(...right))
				const again = relationsBetween(enterprise(...[...left].reverse()), provider(...[...right].reverse()))
				expect(new Set(again.map((r) => r.key))).toEqual(new Set(found.map((r) => r.key)))
				const other = relationsBetween({ ...provider(...right) }, enterprise(...left))
				expect(other.length).toBe(found.length)
			}),
			{ numRuns: 300 },
		)
	})
})

describe('what a reviewer makes of it', () => {
	const relations = relationsBetween(
		enterprise(
			tie('shareholder', '演示检测院', { code: 'B' }),
			tie('legal_representative', '王伟'),
			tie('phone', '88123456'),
		),
		provider(tie('legal_representative', '王伟'), tie('phone', '0571-88123456')),
	)
	const judgement = (verdict: 'related' | 'not_related', keys = relations.map((r) => r.key)): RelationJudgement => ({
		verdict,
		kinds: verdict === 'related' ? ['family'] : [],
		reason: '已核实',
		keys,
		byName: '审核员',
		at: new Date(0),
	})

	test('open until judged; hints alone do not ask', () => {
		expect(standingOf([], null)).toBe('none')
		expect(standingOf(relations, null)).toBe('open')
		expect(standingOf(relations.slice(2), null)).toBe('hints')
	})

	test('“not related” takes proof away as long as the evidence is the same; new evidence opens the question again', () => {
		expect(provenKinds(relations, null)).toEqual(['equity'])
		expect(provenKinds(relations, judgement('not_related'))).toEqual([])
		expect(standingOf(relations, judgement('not_related'))).toBe('not_related')
		const earlier = judgement('not_related', [relations[1]!.key])
		expect(standingOf(relations, earlier)).toBe('open')
		expect(provenKinds(relations, earlier)).toEqual(['equity'])
	})

	test('“related” adds the kind the reviewer names, such as family, which no record shows', () => {
		expect(provenKinds([], judgement('related', []))).toEqual(['family'])
		expect(standingOf([], judgement('related', []))).toBe('related')
	})

	test('people, telephones and accounts are masked for whoever may not see them', () => {
		const shown = relations.map((relation) => shownRelation(relation, false))
		expect(shown.map((row) => row.left.value)).toEqual(['演示检测院', '王*', '881****3456'])
		expect(relations.map((relation) => shownRelation(relation, true).left.value)).toEqual([
			'演示检测院',
			'王伟',
			'88123456',
		])
		const account = relationsBetween(
			enterprise(tie('bank_account', '6222021200001234')),
			provider(tie('bank_account', '6222021200001234')),
		)
		expect(shownRelation(account[0]!, true).left.value).toBe('6222 **** **** 1234')
	})
})
