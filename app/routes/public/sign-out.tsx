import { type MetaFunction, redirect } from '@remix-run/node'
import { z } from 'zod'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { endSession } from '#app/web/session.server.ts'

export const loader = pageLoader(['identity'], (ctx) => {
	if (ctx.actor.type !== 'member') throw redirect(paths.home)
	return {}
})

export const action = pageAction({
	sign_out: intent(z.object({}), async (ctx, _, { request }) => {
		const response = redirectWith(paths.home, 'ok', 'identity.signed_out')
		for (const [name, value] of await endSession(ctx, request)) response.headers.append(name, value)
		return response
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.sign_out_title')

export default function SignOutPage() {
	const { t } = useT()
	return (
		<Page>
			<PageHead title={t('identity.sign_out_title')} facts={t('identity.sign_out_lead')} />
			<Form intent="sign_out">
				<div className="row">
					<Submit>{t('identity.sign_out')}</Submit>
				</div>
			</Form>
		</Page>
	)
}
