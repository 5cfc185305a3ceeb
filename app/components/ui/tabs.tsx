import { NavLink, useLocation } from '@remix-run/react'
import { type ReactNode, useEffect, useRef } from 'react'

export type Tab = {
	to: string
	label: ReactNode
	count?: number /** the count needs someone */
	hot?: boolean /** only this very page */
	end?: boolean
}

/** Tabs of a desk under the top bar, with how many wait behind each; `narrow` over pages 1200 wide. */
export function DeskTabs({ label, tabs, narrow }: { label: string; tabs: readonly Tab[]; narrow?: boolean }) {
	const list = useRef<HTMLUListElement>(null)
	const { pathname } = useLocation()
	// biome-ignore lint/correctness/useExhaustiveDependencies: another page has another current tab
	useEffect(() => {
		const current = list.current?.querySelector<HTMLElement>('[aria-current]')
		if (list.current && current)
			list.current.scrollLeft = current.offsetLeft - (list.current.clientWidth - current.clientWidth) / 2
	}, [pathname])
	return (
		<nav className="sub" aria-label={label}>
			<div className={narrow ? 'wrap' : 'wrap desk'}>
				<ul ref={list}>
					{tabs.map((tab) => (
						<li key={tab.to}>
							<NavLink to={tab.to} end={tab.end}>
								{tab.label}
								{tab.count === undefined ? null : (
									<span className={tab.hot && tab.count > 0 ? 'count hot' : 'count'}>{tab.count}</span>
								)}
							</NavLink>
						</li>
					))}
				</ul>
			</div>
		</nav>
	)
}
