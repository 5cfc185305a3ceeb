import { type MetaFunction, redirect } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { signInForm } from '#app/domain/identity/account.ts'
import { keepLocale } from '#app/domain/identity/keep-locale.server.ts'
import { signIn } from '#app/domain/identity/sign-in.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths, safePath } from '#app/web/paths.ts'
import { createSession } from '#app/web/session.server.ts'

export const loader = pageLoader(['identity'], (ctx, { request }) => {
	const back = safePath(new URL(request.url).searchParams.get('back'))
	if (ctx.actor.type === 'member') throw redirect(back)
	return { back }
})

export const action = pageAction({
	sign_in: intent(signInForm, async (ctx, { email, password, back }, { request, context }) => {
		const person = await signIn(ctx, { email, password, address: context.clientAddress })
		await keepLocale(ctx, person.accountId, context.locale)
		const to = safePath(back)
		return redirect(person.choices > 1 && to === paths.home ? paths.account : to, {
			headers: await createSession(ctx, request, person),
		})
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.sign_in_title')

export default function SignInPage() {
	const { back } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<div className="narrow-page">
				<PageHead title={t('identity.sign_in_title')} facts={t('identity.sign_in_lead')} />
				<Panel>
					<Form intent="sign_in">
						<input type="hidden" name="back" value={back} />
						<Field name="email" kind="email" label={t('identity.email')} autoComplete="username" />
						<Field name="password" kind="password" label={t('identity.password')} autoComplete="current-password" />
						<Submit block>{t('identity.sign_in')}</Submit>
					</Form>
				</Panel>
				<p className="small">
					{t('identity.no_account')} <Link to={paths.register}>{t('identity.register_link')}</Link>
				</p>
				<p className="small dim">{t('identity.invited_hint')}</p>
			</div>
		</Page>
	)
}
