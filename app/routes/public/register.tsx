import { type MetaFunction, redirect } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { DivisionField } from '#app/components/people/division-field.tsx'
import { ProviderKindField } from '#app/components/people/provider-kind-field.tsx'
import { useT } from '#app/components/texts.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { countAttempt, registerLimit } from '#app/domain/identity/attempts.server.ts'
import { keepLocale } from '#app/domain/identity/keep-locale.server.ts'
import { registerForm } from '#app/domain/identity/organisation.ts'
import { registerOrganisation } from '#app/domain/identity/register-organisation.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { createSession } from '#app/web/session.server.ts'

export const loader = pageLoader(['identity'], async (ctx, { request }) => {
	if (ctx.actor.type === 'member') throw redirect(paths.organisation)
	const asked = new URL(request.url).searchParams.get('kind')
	const kind: 'enterprise' | 'provider' = asked === 'provider' ? 'provider' : 'enterprise'
	return { kind, divisions: await listDivisions(ctx) }
})

export const action = pageAction({
	register: intent(registerForm, async (ctx, input, { request, context }) => {
		await countAttempt(ctx, registerLimit, context.clientAddress)
		const { number, ...person } = await registerOrganisation(ctx, input)
		await keepLocale(ctx, person.accountId, context.locale)
		const response = redirectWith(paths.organisation, 'ok', 'identity.registered', { number })
		for (const [name, value] of await createSession(ctx, request, person)) response.headers.append(name, value)
		return response
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'identity.register_title')

const kinds = ['enterprise', 'provider'] as const

export default function RegisterPage() {
	const { kind, divisions } = useLoaderData<typeof loader>()
	const { t } = useT()
	return (
		<Page>
			<div className="form-page">
				<PageHead title={t('identity.register_title')} facts={t('identity.register_lead')} />
				<nav className="row choice" aria-label={t('identity.register_kind')}>
					{kinds.map((one) => (
						<Link
							key={one}
							className={one === kind ? 'chip on' : 'chip'}
							aria-current={one === kind ? 'page' : undefined}
							to={`${paths.register}?kind=${one}`}
							replace
						>
							{t(`identity.register_${one}`)}
						</Link>
					))}
				</nav>
				<Form intent="register" className="form">
					<input type="hidden" name="kind" value={kind} />
					<section className="panel panel-pad" aria-labelledby="register-entity">
						<div className="panel-title">
							<h2 id="register-entity">{t('identity.register_entity')}</h2>
							<span className="push small dim">{t('identity.register_entity_note')}</span>
						</div>
						<div className="fields">
							<Field
								name="name"
								label={t('identity.name')}
								hint={t('identity.name_hint')}
								autoComplete="organization"
							/>
							<Field
								name="creditCode"
								kind="code"
								label={t('identity.credit_code')}
								hint={t('identity.credit_code_hint')}
								placeholder={t('identity.credit_code_example')}
							/>
							<DivisionField name="divisionCode" label={t('identity.division')} divisions={divisions} />
							{kind === 'provider' ? (
								<ProviderKindField name="providerKind" label={t('identity.provider_kind')} />
							) : null}
							<Field
								name="contactPhone"
								kind="tel"
								label={t('identity.contact_phone')}
								placeholder={t('identity.contact_phone_example')}
								autoComplete="tel"
							/>
						</div>
					</section>
					<section className="panel panel-pad" aria-labelledby="register-person">
						<div className="panel-title">
							<h2 id="register-person">{t('identity.register_person')}</h2>
							<span className="push small dim">{t('identity.register_person_note')}</span>
						</div>
						<div className="fields">
							<Field name="personName" label={t('identity.person_name')} autoComplete="name" />
							<Field name="email" kind="email" label={t('identity.email')} autoComplete="username" />
							<Field
								name="password"
								kind="password"
								label={t('identity.password_new')}
								hint={t('identity.password_hint')}
								autoComplete="new-password"
							/>
							<Field
								name="passwordAgain"
								kind="password"
								label={t('identity.password_again')}
								autoComplete="new-password"
							/>
						</div>
					</section>
					<div className="row">
						<Submit>{t('identity.register_submit')}</Submit>
						<span className="small">
							{t('identity.have_account')} <Link to={paths.signIn}>{t('identity.sign_in_link')}</Link>
						</span>
					</div>
				</Form>
			</div>
		</Page>
	)
}
