import { useLocation, useNavigation } from '@remix-run/react'
import { useEffect, useState } from 'react'

/** Tells readers of the page's title when a link led to a new page without loading it whole. */
export function RouteAnnouncer() {
	const { pathname } = useLocation()
	const [title, setTitle] = useState('')
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new path is what is announced
	useEffect(() => {
		setTitle((before) => (before === '' ? ' ' : document.title))
	}, [pathname])
	return (
		<div className="sr" aria-live="polite">
			{title}
		</div>
	)
}

/** A line along the top while a page is on its way for more than a moment. */
export function UnderWay() {
	return useNavigation().state === 'idle' ? null : <div className="under-way" aria-hidden="true" />
}
