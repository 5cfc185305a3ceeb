import { formatYuan } from '#app/lib/money.ts'
import { Amount } from './amount.tsx'

/**
 * Fills: `pub` first public source (市级), `pub2` second (区级), `own` the buyer's share, `out` not covered, `all` the
 * whole price; `s1`…`s7` the stages of a fund or voucher in their order; `ok` `warn` `stop` for outcomes of checks.
 */
export type Fill =
	| 'pub'
	| 'pub2'
	| 'own'
	| 'out'
	| 'all'
	| 's1'
	| 's2'
	| 's3'
	| 's4'
	| 's5'
	| 's6'
	| 's7'
	| 'ok'
	| 'warn'
	| 'stop'

export type Part = { fill: Fill; label: string; fen: bigint }

const patterns: Partial<Record<Fill, string>> = { pub2: 'url(#fill-pub2)', out: 'url(#fill-out)' }

/** Fills that are no plain colour; stand once in the page's frame. */
export function FillPatterns() {
	return (
		<svg className="fill-patterns" width="0" height="0" aria-hidden="true" focusable="false">
			<defs>
				<pattern id="fill-pub2" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
					<rect width="6" height="6" className="f-light" />
					<rect width="3" height="6" className="f-pub" />
				</pattern>
				<pattern id="fill-out" width="4" height="4" patternUnits="userSpaceOnUse">
					<rect width="4" height="4" className="f-ground" />
					<rect width="1" height="4" className="f-line" />
				</pattern>
			</defs>
		</svg>
	)
}

const heights = { thin: 8, tall: 16, xl: 36 } as const

type SplitBarProps = {
	parts: readonly Part[]
	size?: keyof typeof heights
	/** the figures as one sentence; made of the parts when not given */
	label?: string
}

/** Who pays, as one bar. Always in the order 市级 · 区级 · 自付 · 不可抵, with the figures in text beside it. */
export function SplitBar({ parts, size = 'thin', label }: SplitBarProps) {
	const shown = parts.filter((part) => part.fen > 0n)
	const total = shown.reduce((sum, part) => sum + part.fen, 0n)
	const spoken = label ?? parts.map((part) => `${part.label} ¥${formatYuan(part.fen)}`).join('，')
	let before = 0n
	return (
		<svg className={`split ${size}`} width="100%" height={heights[size]} role="img" aria-label={spoken}>
			{shown.map((part, index) => {
				const from = percent(before, total)
				before += part.fen
				return (
					<svg
						key={`${part.fill}-${part.label}`}
						x={from}
						width={percent(part.fen, total)}
						height="100%"
						className="clip"
						aria-hidden="true"
					>
						<rect
							x={index === 0 ? 0 : 2}
							width="100%"
							height="100%"
							className={`f-${part.fill}`}
							fill={patterns[part.fill]}
						/>
					</svg>
				)
			})}
		</svg>
	)
}

const percent = (part: bigint, whole: bigint) => `${Number((part * 1_000_000n) / whole) / 10_000}%`

/** The square that names a fill beside its figure. */
export function Key({ fill }: { fill: Fill }) {
	return <i className={`key k-${fill}`} aria-hidden="true" />
}

/** The figures of a bar in one row of small type. */
export function SplitLegend({ parts }: { parts: readonly Part[] }) {
	return (
		<div className="legend-row">
			{parts.map((part) => (
				<span key={`${part.fill}-${part.label}`}>
					<Key fill={part.fill} />
					{part.label} <Amount fen={part.fen} />
				</span>
			))}
		</div>
	)
}

/** A share of a whole as a thin line, e.g. what is left of a budget. */
export function Meter({ part, whole, label }: { part: bigint; whole: bigint; label: string }) {
	return (
		<svg className="meter" width="100%" height="6" role="img" aria-label={label}>
			<rect width={whole > 0n ? percent(part < whole ? part : whole, whole) : '0%'} height="100%" className="f-pub" />
		</svg>
	)
}
