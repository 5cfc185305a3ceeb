import { useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { SanctionTable } from '#app/components/sanction/sanction-table.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { decideSanction } from '#app/domain/sanctions/decide-sanction.server.ts'
import { proposeLift, proposeSanction } from '#app/domain/sanctions/propose-sanction.server.ts'
import { liftForm, sanctionForm, sanctionStepForm } from '#app/domain/sanctions/sanction.ts'
import { listSanctions } from '#app/domain/sanctions/sanctions.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['sanction'], (ctx) => listSanctions(ctx))

const done = (what: string, number: string) =>
	redirectWith(paths.deskSanctions, 'ok', `sanction.done_${what}`, { number })

export const action = pageAction({
	propose: intent(sanctionForm, async (ctx, input) => done('proposed', (await proposeSanction(ctx, input)).number)),
	approve: intent(sanctionStepForm, async (ctx, { sanction }) => {
		await decideSanction(ctx, sanction, true)
		return done('decided', sanction)
	}),
	refuse: intent(sanctionStepForm, async (ctx, { sanction }) => {
		await decideSanction(ctx, sanction, false)
		return done('decided', sanction)
	}),
	lift: intent(liftForm, async (ctx, input) => {
		await proposeLift(ctx, input)
		return done('lift', input.sanction)
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'sanction.title')

export default function SanctionsPage() {
	const { t } = useT()
	const { sanctions, mayPropose, today } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('sanction.title')} facts={t('sanction.lead')} />
			{sanctions.length === 0 ? (
				<Empty icon="check" title={t('sanction.none')}>
					{t('sanction.none_note')}
				</Empty>
			) : (
				<Section title={t('sanction.list')}>
					<SanctionTable sanctions={sanctions} today={today} />
				</Section>
			)}
			{mayPropose ? (
				<Section title={t('sanction.propose')}>
					<Form intent="propose" className="form narrow">
						<Field name="code" kind="code" label={t('sanction.code')} hint={t('sanction.code_hint')} />
						<Field name="reason" label={t('sanction.reason')} />
						<Field name="article" label={t('sanction.article')} optional />
						<Field name="decisionNo" label={t('sanction.decision')} hint={t('sanction.decision_hint')} />
						<Field name="fromOn" kind="date" label={t('sanction.from_on')} defaultValue={today} />
						<Field name="untilOn" kind="date" label={t('sanction.until_on')} hint={t('sanction.until_hint')} optional />
						<Submit>{t('sanction.submit')}</Submit>
					</Form>
				</Section>
			) : null}
		</Page>
	)
}
