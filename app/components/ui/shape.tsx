import type { ReactNode } from 'react'

const ring = <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.8" />

/** Draft · remark · waiting · moving · at the bank · done · needs you · stopped · ended (face: status words). */
const shapes = {
	dashed: (
		<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 1.6" />
	),
	dot: <circle cx="6" cy="6" r="2" fill="currentColor" />,
	ring,
	half: (
		<>
			{ring}
			<path d="M6 1.4a4.6 4.6 0 0 1 0 9.2z" fill="currentColor" />
		</>
	),
	diamond: <path d="M6 .6 11.4 6 6 11.4 .6 6z" fill="currentColor" />,
	disc: (
		<>
			<circle cx="6" cy="6" r="5.6" fill="currentColor" />
			<path
				d="M3.4 6.2 5.3 8 8.7 4.2"
				className="cut"
				fill="none"
				strokeWidth="1.6"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</>
	),
	triangle: (
		<>
			<path d="M6 .8 11.7 11H.3z" fill="currentColor" />
			<path d="M6 4.3v3M6 9v.01" className="cut" strokeWidth="1.5" strokeLinecap="round" />
		</>
	),
	square: (
		<>
			<rect x=".6" y=".6" width="10.8" height="10.8" rx="1.5" fill="currentColor" />
			<path d="M3.7 3.7 8.3 8.3M8.3 3.7 3.7 8.3" className="cut" strokeWidth="1.6" strokeLinecap="round" />
		</>
	),
	slash: (
		<>
			<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
			<path d="M2.9 9.1 9.1 2.9" stroke="currentColor" strokeWidth="1.8" />
		</>
	),
} as const satisfies Record<string, ReactNode>

export type ShapeName = keyof typeof shapes

/** The 12 px mark of a status. Never alone: a word stands beside it. */
export function Shape({ name }: { name: ShapeName }) {
	return (
		<svg className="shape" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
			{shapes[name]}
		</svg>
	)
}
