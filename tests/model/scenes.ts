import type { Kind, Wish } from './wishes.ts'

/** A wish written short, as a failing run prints it. */
export const wish = (kind: Kind, a = 0, b = 0, c = 0, d = 0): Wish => ({ kind, a, b, c, d })

const approved = [
	wish('approve document', 0, 100),
	wish('approve document', 1, 95),
	wish('approve document', 2, 90),
	wish('approve fund'),
]
const granted = [...approved, wish('grant', 2, 0, 5, 1), wish('grant', 2, 3, 9, 2), wish('grant', 2, 1, 3, 4)]
const ordered = [
	...granted,
	wish('place order', 0, 3, 1, 0),
	wish('place order', 6, 4, 2, 1),
	wish('place order', 12, 6, 0, 2),
]
const delivered = [
	...ordered,
	...['work', 'confirm price', 'work', 'work', 'confirm price', 'work'].map((kind) => wish(kind as Kind)),
]
const accepted = [...delivered, wish('accept delivery'), wish('accept delivery')]
const owed = [
	...accepted,
	wish('receipt', 0, 80),
	wish('receipt', 1, 70),
	wish('approve claim', 0, 0, 0, 0),
	wish('approve claim', 0, 1, 1, 1),
]
const locked = [...owed, wish('lock batch', 0), wish('lock batch', 6)]
const sent = [...locked, wish('approve batch'), wish('approve batch'), wish('send batch'), wish('send batch')]

const paid = [...sent, wish('settle payment'), wish('settle payment')]
const demanded = [...paid, wish('demand clawback'), wish('demand clawback', 6, 1)]
const over = [...accepted, ...Array.from({ length: 6 }, () => wish('days pass', 11))]

/** Where a run begins: each is an earlier one and some steps more. */
export const scenes = {
	nothing: [],
	approved,
	granted,
	ordered,
	delivered,
	accepted,
	owed,
	locked,
	sent,
	paid,
	demanded,
	over,
} satisfies Record<string, readonly Wish[]>
