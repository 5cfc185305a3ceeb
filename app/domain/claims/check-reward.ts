import type { Add, ClaimLineFacts } from './check-claim.ts'

/** A reward rests on an order whose own claim is paid: its papers were looked at there. */
export function checkReward({ basis, priceFen }: ClaimLineFacts, add: Add): void {
	if (basis?.state === 'paid') add('basis', 'ok', { claim: basis.claim })
	else add('basis', 'stop', { claim: basis?.claim ?? '—' })
	if (basis && basis.takenBackFen > 0n)
		add('basis_red', 'warn', { red: { fen: basis.takenBackFen }, price: { fen: priceFen } })
	if (basis && basis.demandedBackFen > 0n)
		add('basis_demanded', 'warn', {
			claim: basis.claim,
			less: { fen: basis.demandedBackFen },
			price: { fen: priceFen },
		})
}
