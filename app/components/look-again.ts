import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'

/** Work goes on elsewhere: while the page is in sight it asks again every so many milliseconds. */
export function useLookAgain(everyMilliseconds: number): void {
	const { revalidate, state } = useRevalidator()
	useEffect(() => {
		const timer = setInterval(() => {
			if (state === 'idle' && document.visibilityState === 'visible') revalidate()
		}, everyMilliseconds)
		return () => clearInterval(timer)
	}, [revalidate, state, everyMilliseconds])
}
