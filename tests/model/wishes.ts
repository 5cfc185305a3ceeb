import { demandPlan, extendPlan, forfeitPlan, lapseOrderPlan, receiveClawbackPlan, voidPlan } from './ending-wishes.ts'
import { free, type Model, total } from './model.ts'
import {
	acceptPlan,
	approveFundPlan,
	confirmPlan,
	documentPlan,
	endPlan,
	grantPlan,
	lapsePlan,
	placePlan,
	receivePlan,
	workPlan,
} from './order-wishes.ts'
import { approveBatch, returnPayment, sendBatch, settlePayment, voidBatch } from './settlement-rules.ts'
import {
	approveClaimPlan,
	bankPlan,
	batchStep,
	claimOnlyPlan,
	lockPlan,
	refuseClaimPlan,
	unbatched,
} from './settlement-wishes.ts'
import { batchesIn, dayMs, ordersIn, type Plan, type Step, type Wish as WishOf } from './wish-parts.ts'

const dayPlan: Plan = (m, { a }) => {
	m.now += (1 + (a % 12)) * dayMs
	return {}
}

const plans = {
	'approve fund': approveFundPlan,
	'approve document': documentPlan,
	receipt: receivePlan,
	grant: grantPlan,
	'place order': placePlan,
	'end order': endPlan,
	work: workPlan,
	'confirm price': confirmPlan,
	'accept delivery': acceptPlan,
	'lapse voucher': lapsePlan,
	'approve claim': approveClaimPlan,
	'refuse claim': refuseClaimPlan,
	'approve claim without voucher': claimOnlyPlan,
	'lock batch': lockPlan,
	'approve batch': batchStep(
		'approve_batch',
		'locked',
		['finance', 'finance', 'finance', 'settlementOfficer'],
		approveBatch,
	),
	'send batch': batchStep('send_batch', 'approved', ['finance'], sendBatch),
	'void batch': batchStep('void_batch', 'locked', ['settlementOfficer'], voidBatch),
	'settle payment': bankPlan('settle_payment', -1n, ['sent'], settlePayment),
	'return payment': bankPlan('return_payment', 1n, ['sent', 'confirmed'], returnPayment),
	'void voucher': voidPlan,
	'extend voucher': extendPlan,
	'lapse order': lapseOrderPlan,
	'forfeit order': forfeitPlan,
	'demand clawback': demandPlan,
	'receive clawback': receiveClawbackPlan,
	'days pass': dayPlan,
	fold: () => ({ make: (real) => real.fold() }),
	seal: () => ({ make: (real) => real.seal() }),
} satisfies Record<string, Plan>

export type Kind = keyof typeof plans
export type Wish = WishOf<Kind>
export const kinds = Object.keys(plans) as Kind[]

/** What is done instead of a wish that finds nothing to be done to: whatever brings the fund's life on. */
const instead: readonly [Kind, (m: Model) => boolean][] = [
	['settle payment', (m) => Object.values(m.payments).some((payment) => payment.state === 'sent')],
	['send batch', (m) => batchesIn(m, 'approved').length > 0],
	['approve batch', (m) => batchesIn(m, 'locked').length > 0],
	['lock batch', (m) => [1, 2, 3].some((source) => unbatched(m, source).length > 0)],
	['approve claim', (m) => ordersIn(m, 'accepted').some((i) => m.orders[i]!.amount > 0n && !m.orders[i]!.isClaimed)],
	['accept delivery', (m) => ordersIn(m, 'delivered').length > 0],
	['confirm price', (m) => ordersIn(m, 'price_proposed').length > 0],
	['work', (m) => ordersIn(m, 'placed', 'confirmed', 'in_service').length > 0],
	['place order', (m) => Object.values(m.vouchers).some((voucher) => total(free(voucher)) > 0n)],
	['grant', () => true],
]

/** Makes a wish concrete on the model as it stands and adds its rows without money; null when there is nothing left to do. */
export function plan(m: Model, wish: Wish, world: string): Step | null {
	const kinds = [wish.kind, ...instead.filter(([, isReady]) => isReady(m)).map(([kind]) => kind)]
	for (const kind of kinds) {
		const step = (plans[kind] as Plan)(m, { ...wish, kind }, world)
		if (step) return step
	}
	return null
}
