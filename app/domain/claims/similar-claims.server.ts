import { ask, type Context } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { isSuggested, type Likeness, likenessOf, type Project, sharedStretches } from './likeness.ts'

export type LikenessVerdict = 'same' | 'different'

/** A claim that looks like this one, line against line. */
export type SimilarClaim = {
	number: string
	lineNo: number
	/** what is known of the other line; null: it is another authority's, of which only the number is told */
	other: {
		title: string
		claimant: string
		provider: string
		programme: string
		state: string
		serviceOn: LocalDate | null
		baseFen: Money
	} | null
	likeness: Likeness
	/** the longest stretches of text both have */
	shared: string[]
	/** it was handed in before this one */
	isEarlier: boolean
	judgement: { verdict: LikenessVerdict; reason: string; byName: string; at: Date } | null
}

type StoredProject = Omit<Project, 'baseFen'> & { baseFen: string }
type Row = {
	lineNo: number
	number: string
	isOwn: boolean
	isEarlier: boolean
	title: string
	claimant: string
	providerName: string
	programme: string
	state: string
	left: StoredProject
	right: StoredProject
	verdict: LikenessVerdict | null
	reason: string | null
	byName: string | null
	at: string | null
}

const shownMost = 10
/** candidates per line that are compared in full */
const candidatesMost = 60

/**
 * Lines of other claims that may be the same project: those that share a report or contract number with the provider, the
 * enterprise's own by their words, and by trigrams those of others that a description may be copied from: of the provider,
 * or of the programme in any year.
 */
const similar = {
	name: 'similar_claims',
	text: `WITH mine AS (SELECT t.*, l.line_no, l.base_fen, l.service_on FROM project_text t JOIN claim_line l ON l.id = t.claim_line_id WHERE t.claim_id = $1::bigint),
		candidate AS (
			SELECT m.claim_line_id AS own, c.claim_line_id AS other FROM mine m, LATERAL (
				SELECT x.claim_line_id FROM project_text x WHERE x.enterprise_id = m.enterprise_id AND x.claim_id <> m.claim_id
				ORDER BY similarity(x.words, m.words) DESC LIMIT ${candidatesMost}) c
			UNION SELECT m.claim_line_id, x FROM mine m, projects_alike(m.claim_line_id) x
			UNION SELECT m.claim_line_id, x.claim_line_id FROM mine m JOIN project_text x ON x.report_no = m.report_no AND x.provider_code = m.provider_code
				WHERE m.report_no <> '' AND x.report_no <> '' AND x.claim_id <> m.claim_id
			UNION SELECT m.claim_line_id, x.claim_line_id FROM mine m JOIN project_text x ON x.contract_no = m.contract_no AND x.provider_code = m.provider_code
				WHERE m.contract_no <> '' AND x.contract_no <> '' AND x.claim_id <> m.claim_id)
		SELECT m.line_no AS "lineNo", c.number, f.authority_id = $2::bigint AS "isOwn",
			(c.submitted_at, c.id) < (me.submitted_at, me.id) AS "isEarlier", l.title, w.name AS claimant, COALESCE(p.name, l.provider_name, '') AS "providerName",
			g.name AS programme, c.state,
			jsonb_build_object('words', m.words, 'contractNo', m.contract_no, 'reportNo', m.report_no, 'baseFen', m.base_fen::text, 'serviceOn', m.service_on,
				'enterprise', m.enterprise_id::text, 'provider', trim(m.provider_code), 'listing', m.listing_id::text) AS left,
			jsonb_build_object('words', t.words, 'contractNo', t.contract_no, 'reportNo', t.report_no, 'baseFen', l.base_fen::text, 'serviceOn', l.service_on,
				'enterprise', t.enterprise_id::text, 'provider', trim(t.provider_code), 'listing', t.listing_id::text) AS right,
			j.verdict, j.reason, j."byName", j.at
		FROM candidate k JOIN mine m ON m.claim_line_id = k.own JOIN project_text t ON t.claim_line_id = k.other
		JOIN claim_line l ON l.id = t.claim_line_id JOIN claim c ON c.id = t.claim_id AND c.state NOT IN ('draft', 'withdrawn')
		JOIN claim me ON me.id = $1::bigint
		JOIN fund f ON f.id = c.fund_id JOIN programme g ON g.id = c.programme_id JOIN organisation w ON w.id = c.claimant_id
		LEFT JOIN organisation p ON p.credit_code = t.provider_code
		LEFT JOIN LATERAL (
			SELECT j.verdict, j.reason, a.name AS "byName", j.judged_at AS at FROM likeness_judgement j JOIN account a ON a.id = j.judged_by_id
			WHERE ((j.claim_id = $1::bigint AND j.other_id = c.id) OR (j.claim_id = c.id AND j.other_id = $1::bigint)) AND j.authority_id = $2::bigint
			ORDER BY j.id DESC LIMIT 1) j ON true`,
}

/** Claims that look like the same project as a claim's, most alike first, in one statement. For its authority only. */
export async function similarClaims(ctx: Context, claimId: bigint, authorityId: bigint): Promise<SimilarClaim[]> {
	const rows = await ask<Row>(ctx, similar, [String(claimId), String(authorityId)])
	const found = rows.flatMap(({ left, right, ...row }) => {
		const [mine, theirs] = [projectOf(left), projectOf(right)]
		const likeness = likenessOf(mine, theirs)
		return isSuggested(likeness, mine, theirs) ? [{ row, mine, theirs, likeness }] : []
	})
	// of each other claim the line that is most alike
	const best = new Map<string, (typeof found)[number]>()
	for (const match of found.sort((a, b) => b.likeness.score - a.likeness.score))
		if (!best.has(match.row.number)) best.set(match.row.number, match)
	return [...best.values()].slice(0, shownMost).map(similarOf)
}

const projectOf = ({ baseFen, ...project }: StoredProject): Project => ({ ...project, baseFen: BigInt(baseFen) })

type Match = { row: Omit<Row, 'left' | 'right'>; mine: Project; theirs: Project; likeness: Likeness }

function similarOf({ row, mine, theirs, likeness }: Match): SimilarClaim {
	const { title, claimant, providerName: provider, programme, state, verdict, reason, byName, at } = row
	const { serviceOn, baseFen } = theirs
	return {
		number: row.number,
		lineNo: row.lineNo,
		other: row.isOwn ? { title, claimant, provider, programme, state, serviceOn, baseFen: fen(baseFen) } : null,
		likeness,
		shared: row.isOwn ? sharedStretches(mine.words, theirs.words) : [],
		isEarlier: row.isEarlier,
		judgement: verdict && at ? { verdict, reason: reason ?? '', byName: byName ?? '', at: new Date(at) } : null,
	}
}
