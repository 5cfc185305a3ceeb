import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Shape, type ShapeName } from './shape.tsx'
import { type Hue, type Mark, statusMarks } from './status-marks.ts'

type StatusProps = {
	/** `noun.state`, as in status-marks.ts */
	of: string
	/** whose eyes: the same order reads 待您验收 for the enterprise and 待企业验收 for the provider */
	viewer?: string
	/** filled ground: once a page, beside the h1 */
	fill?: boolean
	/** more words after the state's own, e.g. 还有 3 天 */
	children?: ReactNode
}

/** A state as shape, word and hue. */
export function Status({ of, viewer, fill, children }: StatusProps) {
	const { t } = useT()
	const marks: Readonly<Record<string, Mark>> = statusMarks
	const own = viewer ? `${of}@${viewer}` : of
	const key = own in marks ? own : of
	const [shape, hue] = marks[key] ?? (['ring', 'idle'] as const)
	return (
		<Verdict shape={shape} hue={hue} fill={fill}>
			{t(`status.${key}`)}
			{children ? <> {children}</> : null}
		</Verdict>
	)
}

type VerdictProps = { shape: ShapeName; hue: Hue; fill?: boolean; wrap?: boolean; children: ReactNode }

/** A mark and words that are no state of the machine: a check's outcome, days left, a difference. */
export function Verdict({ shape, hue, fill, wrap, children }: VerdictProps) {
	return (
		<span className={`st ${hue}${fill ? ' fill' : ''}${wrap ? ' wrap-words' : ''}`}>
			<Shape name={shape} />
			<span>{children}</span>
		</span>
	)
}
