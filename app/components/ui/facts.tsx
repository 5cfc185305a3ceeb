import type { ReactNode } from 'react'

export type Fact = { label: string; value: ReactNode }

/** Name and value of a thing's properties: `facts` two columns with hairlines, `kv` a tight list. */
export function Facts({ facts, tight }: { facts: readonly Fact[]; tight?: boolean }) {
	return (
		<dl className={tight ? 'kv' : 'facts'}>
			{facts.map((fact) => (
				<div key={fact.label}>
					<dt>{fact.label}</dt>
					<dd>{fact.value}</dd>
				</div>
			))}
		</dl>
	)
}
