import type { ReactNode } from 'react'
import { Amount, Figure } from './amount.tsx'
import { type Fill, Key } from './split-bar.tsx'

/**
 * A line of a receipt. `line` has leader dots; `out` is not covered; `public` is what the voucher pays (a deduction, with
 * −); `sum` is ruled above; `total` is ruled above and doubly below.
 */
export type ReceiptLine = {
	kind?: 'line' | 'out' | 'public' | 'sum' | 'total'
	label: string
	note?: ReactNode
	fen: bigint
	fill?: Fill
}

const classes = { line: 'lead', out: 'lead out', public: 'pub', sum: 'sum', total: 'sum total' } as const

/** A bill as it is read aloud: lines, sum, what others pay, what is left. */
export function Receipt({ lines }: { lines: readonly ReceiptLine[] }) {
	return (
		<dl className="receipt small">
			{lines.map(({ kind = 'line', label, note, fen, fill }) => (
				<div className={classes[kind]} key={`${kind} ${label}`}>
					<dt>
						{fill ? <Key fill={fill} /> : null}
						{label}
						{note ? <small> {note}</small> : null}
					</dt>
					<dd>
						{kind === 'line' || kind === 'out' ? <Figure fen={fen} /> : <Amount fen={kind === 'public' ? -fen : fen} />}
					</dd>
				</div>
			))}
		</dl>
	)
}
