import type { Invariant } from './invariant.ts'

export const rewardInvariants: readonly Invariant[] = [
	{
		name: 'rewards',
		says: 'each line of a reward is for one order of its claimant, which the programme has supported under a claim of its own',
		sql: `SELECT 'line ' || l.line_no || ' of claim ' || c.number AS subject, 'an order of the claimant' AS expected, coalesce('order ' || o.number, 'none') AS actual
			FROM claim c JOIN claim_line l ON l.claim_id = c.id LEFT JOIN rewarded_order w ON w.claim_line_id = l.id LEFT JOIN "order" o ON o.id = w.order_id
			LEFT JOIN claimed_order k ON k.order_id = o.id LEFT JOIN claim s ON s.id = k.claim_id
			WHERE c.kind = 'reward' AND c.state <> 'withdrawn' AND (l.kind <> 'reward' OR w.claim_id IS DISTINCT FROM c.id OR w.programme_id <> c.programme_id OR o.provider_id IS DISTINCT FROM c.claimant_id
				OR s.programme_id IS DISTINCT FROM c.programme_id OR s.approved_at IS NULL OR c.approved_at < s.approved_at)
			UNION ALL SELECT 'line ' || l.line_no || ' of claim ' || c.number, 'no reward', l.kind FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE l.kind = 'reward' AND c.kind <> 'reward'`,
	},
	{
		name: 'rewards follow clawbacks',
		says: 'what of a reward is cut or demanded back for a clawback follows one that people decided of what its orders were supported with',
		sql: `SELECT 'claim ' || c.number AS subject, 'rests on what clawback ' || b.number || ' takes back' AS expected, 'does not' AS actual
			FROM (SELECT claim_id, clawback_id FROM claim_reduction WHERE clawback_id IS NOT NULL UNION SELECT claim_id, follows_clawback_id FROM clawback WHERE origin = 'clawback') x
			JOIN claim c ON c.id = x.claim_id JOIN clawback b ON b.id = x.clawback_id
			WHERE b.origin <> 'person' OR c.kind <> 'reward' OR NOT EXISTS (SELECT FROM rewarded_order w JOIN claimed_order k ON k.order_id = w.order_id WHERE w.claim_id = c.id AND k.claim_id = b.claim_id)`,
	},
]
