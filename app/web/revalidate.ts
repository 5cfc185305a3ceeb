import type { ShouldRevalidateFunction } from '@remix-run/react'

/** After a refusal because something changed meanwhile, the page shows how it stands now. Form mistakes keep the page. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ actionStatus, defaultShouldRevalidate }) =>
	actionStatus === 409 || defaultShouldRevalidate
