import { askBeside, sharedRead } from '#app/domain/context.server.ts'
import type { OrganisationFacts } from '#app/domain/identity/organisation-facts.server.ts'
import {
	type KnownParty,
	provenKinds,
	type Relation,
	type RelationJudgement,
	type RelationKind,
	type RelationStanding,
	relationsBetween,
	standingOf,
	type Tie,
} from './relation.ts'

/** A provider as a deal names it: on the platform or only on paper. */
export type NamedProvider = { creditCode: string; name: string }

type StoredTie = Tie & { authorityId: string | null }
type StoredParty = Omit<OrganisationFacts, 'id'> & { id: string; ties: StoredTie[] | null }
type StoredJudgement = Omit<RelationJudgement, 'at'> & {
	enterpriseId: string
	authorityId: string
	providerCode: string
	at: string
}

/** Everything known that may tie one enterprise to some providers, as read in one statement. */
export type RelationKnowledge = { enterprise: StoredParty; parties: StoredParty[]; judgements: StoredJudgement[] }

/** What stands between an enterprise and a provider, for one authority. */
export type Related = {
	relations: Relation[]
	judgement: RelationJudgement | null
	standing: RelationStanding
	/** kinds that count as a fact for the authority's rules */
	kinds: RelationKind[]
}

const knowledge = {
	name: 'relation_knowledge',
	text: `WITH party AS (SELECT * FROM organisation WHERE id = ANY ($1::bigint[]) OR credit_code = ANY ($2::bpchar[]))
		SELECT (SELECT json_agg(x) FROM (
				SELECT p.id::text, trim(p.credit_code) AS "creditCode", p.name, p.number, p.division_code AS "divisionCode", p.provider_kind AS "providerKind", p.status, p.facts, (
					SELECT json_agg(t) FROM (
						SELECT 'legal_representative' AS kind, p.legal_representative AS value, NULL::text AS code, NULL::int AS "shareBp", 'registered' AS origin, NULL::text AS "authorityId"
						WHERE p.legal_representative <> ''
						UNION ALL SELECT 'address', p.address, NULL, NULL, 'registered', NULL WHERE p.address <> ''
						UNION ALL SELECT 'phone', p.contact_phone, NULL, NULL, 'registered', NULL WHERE p.contact_phone <> ''
						UNION ALL SELECT 'controller', p.facts ->> 'controller', NULL, NULL, 'declared', NULL WHERE p.facts ->> 'controller' <> ''
						UNION ALL SELECT 'bank_account', y.account_no, NULL, NULL, 'account', NULL FROM payee_account y WHERE y.organisation_id = p.id AND y.state IN ('confirmed', 'replaced')
						UNION ALL SELECT a.kind, a.value, trim(a.code), a.share_bp, a.source, a.authority_id::text FROM affiliation a WHERE a.organisation_id = p.id AND a.ended_at IS NULL) t) AS ties
				FROM party p) x) AS parties,
			(SELECT json_agg(j) FROM (
				SELECT DISTINCT ON (j.enterprise_id, j.authority_id, j.provider_code) j.enterprise_id::text AS "enterpriseId", j.authority_id::text AS "authorityId", trim(j.provider_code) AS "providerCode",
					j.verdict, j.kinds, j.reason, j.keys, a.name AS "byName", j.judged_at AS at
				FROM relation_judgement j JOIN account a ON a.id = j.judged_by_id
				WHERE j.enterprise_id = ANY ($3::bigint[]) AND (j.provider_code = ANY ($2::bpchar[]) OR j.provider_code IN (SELECT credit_code FROM party))
				ORDER BY j.enterprise_id, j.authority_id, j.provider_code, j.id DESC) j) AS judgements`,
}

type Pair = { enterpriseId: bigint; providerIds?: readonly bigint[]; providerCodes?: readonly string[] }

/** Reads, in one statement, everything that may tie an enterprise to providers on the platform or known by code only. */
export const relationKnowledge = sharedRead(async (ctx, asked: readonly Pair[]): Promise<RelationKnowledge[]> => {
	const enterprises = new Set(asked.map(({ enterpriseId }) => String(enterpriseId)))
	const ids = asked.flatMap(({ providerIds = [] }) => providerIds.map(String))
	const codes = asked.flatMap(({ providerCodes = [] }) => providerCodes)
	const [row] = await askBeside<{ parties: StoredParty[] | null; judgements: StoredJudgement[] | null }>(
		ctx,
		knowledge,
		[[...new Set([...enterprises, ...ids])], [...new Set(codes)], [...enterprises]],
	)
	const byId = new Map(row?.parties?.map((party) => [party.id, party]))
	const byCode = new Map(row?.parties?.map((party) => [party.creditCode, party]))
	return asked.map(({ enterpriseId, providerIds = [], providerCodes = [] }) => {
		const enterprise = byId.get(String(enterpriseId))!
		const others = [
			...providerIds.map((id) => byId.get(String(id))),
			...providerCodes.map((code) => byCode.get(code.trim())),
		]
		const parties = [...new Set([enterprise, ...others])].filter((party) => party !== undefined)
		const judgements = (row?.judgements ?? []).filter((judgement) => judgement.enterpriseId === enterprise.id)
		return { enterprise, parties, judgements }
	})
})

/** What is known between the enterprise and one provider, by an authority: what other bureaus recorded stays theirs. */
export function relatedTo(knowledge: RelationKnowledge, provider: NamedProvider, authorityId: bigint): Related {
	const isKnown = (party: StoredParty) => party.creditCode === provider.creditCode
	const found = knowledge.parties.find((party) => isKnown(party) && party.id !== knowledge.enterprise.id)
	const right = found ?? (isKnown(knowledge.enterprise) ? knowledge.enterprise : { ...provider, ties: [] })
	const authority = String(authorityId)
	const relations = relationsBetween(seenBy(knowledge.enterprise, authority), seenBy(right, authority))
	const stored = knowledge.judgements.find(
		(judgement) => judgement.authorityId === authority && judgement.providerCode === provider.creditCode,
	)
	const judgement = stored ? judgementOf(stored) : null
	return { relations, judgement, standing: standingOf(relations, judgement), kinds: provenKinds(relations, judgement) }
}

const judgementOf = ({ verdict, kinds, reason, keys, byName, at }: StoredJudgement): RelationJudgement => ({
	verdict,
	kinds,
	reason,
	keys,
	byName,
	at: new Date(at),
})

const seenBy = (
	{ name, creditCode, ties }: NamedProvider & Pick<StoredParty, 'ties'>,
	authority: string,
): KnownParty => ({
	name,
	creditCode,
	ties: (ties ?? []).filter((tie) => tie.authorityId === null || tie.authorityId === authority),
})
