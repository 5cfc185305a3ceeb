import type { relationKinds } from '#app/domain/programmes/facts.ts'
import { remembered } from '#app/lib/remembered.ts'
import { masked } from './masked.ts'
import {
	isSameAddress,
	isSamePhone,
	plainAccount,
	plainAddress,
	plainEntity,
	plainPerson,
	plainPhone,
} from './plain-forms.ts'

/** A kind of relation as programmes forbid them. */
export type RelationKind = (typeof relationKinds)[number]

/** What may be known of an organisation that ties it to another. */
export const tieKinds = [
	'legal_representative',
	'shareholder',
	'controller',
	'superior',
	'co_founder',
	'address',
	'phone',
	'bank_account',
] as const
export type TieKind = (typeof tieKinds)[number]

/** Ties an organisation declares itself, or a bureau records; the others are taken from its own record. */
export const declaredKinds = ['shareholder', 'controller', 'superior', 'co_founder'] as const

/** Where a tie comes from: the organisation's record, its declaration, a bureau's own knowledge, its payee accounts. */
export type TieOrigin = 'registered' | 'declared' | 'bureau' | 'account'

export type Tie = {
	kind: TieKind
	/** as written: a person's or entity's name, an address, a number */
	value: string
	/** credit code, when it names an entity */
	code: string | null
	/** a shareholder's part in basis points */
	shareBp: number | null
	origin: TieOrigin
}

/** One side of a deal with everything known of it. */
export type KnownParty = { name: string; creditCode: string; ties: readonly Tie[] }

/** How two organisations are related. The last three are no relation of any rule: they ask for a look. */
export const relationCodes = [
	'same_entity',
	'equity',
	'subordinate',
	'joint_foundation',
	'controller',
	'legal_representative',
	'bank_account',
	'phone',
	'address',
] as const
export type RelationCode = (typeof relationCodes)[number]

/**
 * How much a relation proves: `certain` by a credit code or an account number, `likely` by a name (others may bear it),
 * `hint` by a telephone or an address, which tenants of one building share.
 */
export type RelationStrength = 'certain' | 'likely' | 'hint'

/** One side of a piece of evidence: what it is there (`entity`: the organisation itself) and how it was written. */
export type EvidenceSide = { role: TieKind | 'entity'; value: string; origin: TieOrigin; shareBp: number | null }

export type Relation = {
	code: RelationCode
	strength: RelationStrength
	/** what was compared: credit codes, names, digits of telephones or accounts, places */
	by: 'code' | 'name' | 'phone' | 'account' | 'address'
	/** the evidence names a natural person: shown masked to whoever may not see it */
	isPerson: boolean
	left: EvidenceSide
	right: EvidenceSide
	/** names this piece of evidence; the same facts give the same key */
	key: string
}

type Role = { kind: TieKind | 'entity'; name: string; code: string; side: EvidenceSide; isPerson: boolean }

const peopleRoles: readonly TieKind[] = ['legal_representative', 'shareholder', 'controller']

/**
 * All relations between two organisations that follow from what is known of both, strongest first, each with its
 * evidence. Pure: the same facts give the same list.
 */
export function relationsBetween(left: KnownParty, right: KnownParty): Relation[] {
	const found = new Map<string, Relation>()
	const add = (relation: Omit<Relation, 'key'>) => {
		const key = [
			relation.code,
			relation.by,
			relation.left.role,
			plain(relation.left),
			relation.right.role,
			plain(relation.right),
		].join('|')
		if (!found.has(key)) found.set(key, { ...relation, key })
	}
	compareRoles(rolesOf(left), rolesOf(right), add)
	for (const a of left.ties)
		for (const b of right.ties) {
			const by = placeOrNumber(a, b)
			if (!by) continue
			const code = by === 'account' ? 'bank_account' : by
			const strength = by === 'account' ? 'certain' : 'hint'
			add({ code, strength, by, isPerson: false, left: sideOf(a), right: sideOf(b) })
		}
	const rank = { certain: 0, likely: 1, hint: 2 }
	return [...found.values()].sort(
		(a, b) => rank[a.strength] - rank[b.strength] || relationCodes.indexOf(a.code) - relationCodes.indexOf(b.code),
	)
}

const sideOf = (tie: Tie): EvidenceSide => ({
	role: tie.kind,
	value: tie.value,
	origin: tie.origin,
	shareBp: tie.shareBp,
})

/** The form a person's or an entity's name is compared by. */
const plainName = remembered((value) => plainEntity(plainPerson(value)))

function plain({ role, value }: EvidenceSide): string {
	if (role === 'phone') return plainPhone(value)
	if (role === 'bank_account') return plainAccount(value)
	if (role === 'address') return plainAddress(value).street
	return plainName(value)
}

/** The organisation itself and everyone who stands behind it. */
function rolesOf(party: KnownParty): Role[] {
	const self: EvidenceSide = { role: 'entity', value: party.name, origin: 'registered', shareBp: null }
	const own: Role = {
		kind: 'entity',
		name: plainName(party.name),
		code: party.creditCode,
		side: self,
		isPerson: false,
	}
	const behind = party.ties
		.filter((tie) => !['address', 'phone', 'bank_account'].includes(tie.kind))
		.map((tie): Role => {
			const isPerson = tie.code === null && peopleRoles.includes(tie.kind) && !looksLikeEntity(tie.value)
			const name = plainName(tie.value)
			return { kind: tie.kind, name, code: tie.code ?? '', side: sideOf(tie), isPerson }
		})
	return [own, ...behind]
}

const looksLikeEntity = (name: string) =>
	/公司|集团|企业|中心|大学|学院|研究所|合伙|基金|委员会|[局厂院所社]$|co\.|ltd|inc/i.test(name)

function compareRoles(left: readonly Role[], right: readonly Role[], add: (relation: Omit<Relation, 'key'>) => void) {
	for (const a of left)
		for (const b of right) {
			const code = codeOf(a.kind, b.kind)
			if (!code) continue
			const byCode = a.code !== '' && a.code === b.code
			const byName = !byCode && a.name !== '' && a.name === b.name && !(a.code && b.code)
			if (!byCode && !byName) continue
			add({
				code,
				strength: byCode ? 'certain' : 'likely',
				by: byCode ? 'code' : 'name',
				isPerson: a.isPerson && b.isPerson,
				left: a.side,
				right: b.side,
			})
		}
}

/** The relation that two roles of one and the same person or entity make. */
function codeOf(a: Role['kind'], b: Role['kind']): RelationCode | null {
	const has = (kind: Role['kind']) => a === kind || b === kind
	if (a === 'entity' && b === 'entity') return 'same_entity'
	if (has('superior')) return has('co_founder') ? 'joint_foundation' : 'subordinate'
	if (has('co_founder')) return 'joint_foundation'
	if (has('controller')) return 'controller'
	if (has('shareholder')) return 'equity'
	return a === 'legal_representative' && b === 'legal_representative' ? 'legal_representative' : null
}

function placeOrNumber(a: Tie, b: Tie): 'phone' | 'address' | 'account' | null {
	if (a.kind !== b.kind) return null
	if (a.kind === 'phone') return isSamePhone(plainPhone(a.value), plainPhone(b.value)) ? 'phone' : null
	if (a.kind === 'bank_account')
		return plainAccount(a.value) !== '' && plainAccount(a.value) === plainAccount(b.value) ? 'account' : null
	if (a.kind === 'address') return isSameAddress(plainAddress(a.value), plainAddress(b.value)) ? 'address' : null
	return null
}

/** The kinds of a programme's relation rule that a relation stands for. */
export function ruleKinds(code: RelationCode): RelationKind[] {
	if (code === 'same_entity') return ['equity', 'subordinate', 'controller', 'legal_representative']
	return code === 'bank_account' || code === 'phone' || code === 'address' ? [] : [code]
}

/** A reviewer's word on a pair: it stands for the evidence that was there when it was said. */
export type RelationJudgement = {
	verdict: 'related' | 'not_related'
	/** what it is under the rules, when related */
	kinds: readonly RelationKind[]
	reason: string
	/** keys of the evidence that was judged */
	keys: readonly string[]
	byName: string
	at: Date
}

/** What a person has made of a pair's evidence: new evidence opens the question again. */
export type RelationStanding = 'none' | 'open' | 'hints' | 'not_related' | 'related'

/** Where a pair stands: nothing found, to be judged, only hints, or judged. */
export function standingOf(relations: readonly Relation[], judgement: RelationJudgement | null): RelationStanding {
	if (judgement?.verdict === 'related') return 'related'
	const fresh = relations.filter((relation) => !judgement?.keys.includes(relation.key))
	if (fresh.some((relation) => relation.strength !== 'hint')) return 'open'
	if (judgement) return fresh.length > 0 ? 'hints' : 'not_related'
	return relations.length > 0 ? 'hints' : 'none'
}

/**
 * The kinds that count as a fact for a programme's rule: what a person judged, and what credit codes prove and no person
 * has judged otherwise. A name that is merely the same, a telephone or an address never bars anybody by itself.
 */
export function provenKinds(relations: readonly Relation[], judgement: RelationJudgement | null): RelationKind[] {
	const proven = relations.filter(
		(relation) =>
			relation.strength === 'certain' &&
			!(judgement?.verdict === 'not_related' && judgement.keys.includes(relation.key)),
	)
	return [
		...new Set([
			...(judgement?.verdict === 'related' ? judgement.kinds : []),
			...proven.flatMap(({ code }) => ruleKinds(code)),
		]),
	]
}

/** A relation as a reader may see it. `seesPeople`: the reviewer; else names of people and numbers are masked. */
export function shownRelation({ key: _key, ...relation }: Relation, seesPeople: boolean) {
	const side = (of: EvidenceSide): EvidenceSide => ({
		...of,
		value: masked(of.role, of.value, relation.isPerson, seesPeople),
	})
	return { ...relation, left: side(relation.left), right: side(relation.right) }
}
export type ShownRelation = ReturnType<typeof shownRelation>
