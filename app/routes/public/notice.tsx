import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { NoticeList } from '#app/components/notice/notice-list.tsx'
import { NoticeTerm } from '#app/components/notice/notice-term.tsx'
import { ObjectionForm } from '#app/components/notice/objection-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { DateRange, InstantText } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { objectionForm } from '#app/domain/notices/notice.ts'
import { getNotice } from '#app/domain/notices/notices.server.ts'
import { raiseObjection } from '#app/domain/notices/raise-objection.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['notice'], async (ctx, { params }) => ({
	notice: await getNotice(ctx, params.number!),
}))

export const action = pageAction({
	object: intent(objectionForm, async (ctx, input, { params, context }) => {
		const { number } = await raiseObjection(ctx, { ...input, notice: params.number!, from: context.clientAddress })
		return redirectWith(paths.notice(params.number!), 'ok', 'notice.objection_done', { number, claim: input.claim })
	}),
})

export const meta = (args: { matches: readonly unknown[]; params: { number?: string } }) =>
	pageMeta(args, 'notice.page_title', { number: args.params.number ?? '' })

export default function NoticePage() {
	const { t } = useT()
	const { notice } = useLoaderData<typeof loader>()
	const { snapshot, objections } = notice
	return (
		<Page>
			<Crumb steps={[{ label: t('notice.list_title'), to: paths.notices }, { label: notice.number }]} />
			<PageHead
				title={notice.title}
				status={<NoticeTerm notice={notice} fill />}
				facts={
					<>
						<span className="code">{notice.number}</span>
						<span>{snapshot.authority}</span>
					</>
				}
			/>
			<div className="stack-lg">
				<p className="wide">{t('notice.opening', { basis: snapshot.basis })}</p>
				<Facts
					facts={[
						{ label: t('notice.basis'), value: snapshot.basis },
						{ label: t('notice.days'), value: <DateRange from={notice.opensOn} until={notice.closesOn} /> },
						{ label: t('notice.contact'), value: snapshot.contact },
						{ label: t('notice.fund'), value: `${snapshot.fund.name} ${snapshot.fund.number}` },
						{ label: t('notice.published'), value: <InstantText at={notice.publishedAt} /> },
						{ label: t('notice.hash'), value: <span className="code hash">{notice.snapshotHash}</span> },
					]}
				/>
				<p className="small dim">{t('notice.hash_what')}</p>
			</div>
			<Section title={t('notice.items')} note={t('notice.items_note')}>
				<NoticeList snapshot={snapshot} objections={objections} states={notice.states} />
			</Section>
			{objections.length > 0 ? (
				<Section title={t('notice.objections')} note={t('notice.objections_note')}>
					<ul className="stack">
						{objections.map((objection) => (
							<li key={objection.number}>
								<Panel>
									<div className="row between">
										<span>
											<span className="code">{objection.number}</span> {t('notice.against', { claim: objection.claim })}
										</span>
										<Status of={`objection.${objection.state}`} />
									</div>
									{objection.ruling ? <p className="small">{t('notice.ruling', { words: objection.ruling })}</p> : null}
								</Panel>
							</li>
						))}
					</ul>
				</Section>
			) : null}
			{notice.isRunning ? (
				<ObjectionForm items={snapshot.items} closesOn={notice.closesOn} />
			) : (
				<p className="small dim mt-6">{t('notice.objections_over')}</p>
			)}
		</Page>
	)
}
