import { useMatches, useRouteLoaderData } from '@remix-run/react'
import type { FlashMessage } from '#app/components/ui/flash.tsx'
import type { OrganisationKind, Role } from '#app/domain/identity/actor.ts'
import type { Locale, PackedTexts } from '#app/lib/i18n.ts'

/** Who is signed in, as the top bar shows it. */
export type ActorSummary = {
	name: string
	organisationName: string
	kind: OrganisationKind
	roles: readonly Role[]
	isVerified: boolean
}

/** What root's loader gives every page. */
export type FrameData = {
	actor: ActorSummary | null
	isDemo: boolean
	/** the address people use, without a path */
	origin: string
	locale: Locale
	theme: 'light' | 'dark'
	/** number to tell us when something went wrong */
	reference: string
	flash: FlashMessage | null
	texts: PackedTexts
}

/** Root's data; undefined only when root itself could not be loaded. */
export const useFrame = () => useRouteLoaderData('root') as FrameData | undefined

/** What a route may say about its frame: `export const handle = { frame: { desk: true } }`. */
type Look = {
	/** 1440 wide, for working lists */
	desk?: boolean
	/** the page has its own search box */
	hasFind?: boolean
	/** main begins without space (a hero) */
	flush?: boolean
}

/** What the routes of this page say about its frame, the innermost last. */
export function useLook(): Look {
	return Object.assign({}, ...useMatches().map((match) => (match.handle as { frame?: Look } | undefined)?.frame))
}
