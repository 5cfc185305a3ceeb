import { data, type LoaderFunctionArgs } from '@remix-run/node'
import type { ActorSummary, FrameData } from '#app/components/frame/frame-data.ts'
import type { Actor } from '#app/domain/identity/actor.ts'
import { isDemo } from '#app/domain/reporting/demo.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { takeFlash } from './flash.server.ts'
import { themeOf } from './preferences.server.ts'
import { errorReference } from './reference.ts'
import { domainContext } from './request-context.server.ts'
import { pickTexts } from './texts.server.ts'

function summaryOf(actor: Actor): ActorSummary | null {
	if (actor.type !== 'member') return null
	const { name, organisationName, organisationKind: kind, roles, isVerified } = actor
	return { name, organisationName, kind, roles, isVerified }
}

/**
 * What the frame of every page needs: who is signed in, language, theme, the last step's message, the shared texts.
 * Without a database it still answers, with nobody signed in, so that the error page can speak.
 */
export async function frameLoader({ request, context }: LoaderFunctionArgs) {
	const { locale } = context
	const { flash, clear } = takeFlash(request, locale)
	const frame: FrameData = {
		actor: null,
		isDemo: false,
		origin: new URL(request.url).origin,
		locale,
		theme: themeOf(request.headers.get('cookie')),
		reference: errorReference(context.requestId),
		flash,
		texts: pickTexts(locale, ['common', 'status']),
	}
	try {
		const ctx = await domainContext(request, context)
		frame.actor = summaryOf(ctx.actor)
		frame.isDemo = await isDemo(ctx)
	} catch (error) {
		logger.error({ err: error, request: context.requestId }, 'frame without a database')
	}
	return data(frame, clear ? { headers: { 'Set-Cookie': clear } } : undefined)
}
