import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { DeskNotices } from '#app/components/notice/desk-notices.tsx'
import { DeskObjections } from '#app/components/notice/desk-objections.tsx'
import { PublishForm } from '#app/components/notice/publish-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { closeNotice } from '#app/domain/notices/close-notice.server.ts'
import {
	approveOneForm,
	closeNoticeForm,
	publishNoticeForm,
	rulingForm,
	withdrawNoticeForm,
} from '#app/domain/notices/notice.ts'
import { noticeDesk } from '#app/domain/notices/notices.server.ts'
import { publishNotice } from '#app/domain/notices/publish-notice.server.ts'
import { ruleObjection } from '#app/domain/notices/rule-objection.server.ts'
import { withdrawNotice } from '#app/domain/notices/withdraw-notice.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['notice'], (ctx) => noticeDesk(ctx))

const back = (key: string, values: Record<string, string | number> = {}) =>
	redirectWith(paths.deskNotices, 'ok', key, values)

export const action = pageAction({
	publish: intent(publishNoticeForm, async (ctx, input) => {
		const { number } = await publishNotice(ctx, input)
		return back('notice.published_done', { number, n: input.claims.length })
	}),
	close: intent(closeNoticeForm, async (ctx, input) => {
		const closed = await closeNotice(ctx, input)
		return back('notice.closed_done', { number: input.notice, n: closed.approved.length, left: closed.left.length })
	}),
	withdraw: intent(withdrawNoticeForm, async (ctx, input) => {
		await withdrawNotice(ctx, input)
		return back('notice.withdrawn_done', { number: input.notice })
	}),
	rule: intent(rulingForm, async (ctx, input) => {
		await ruleObjection(ctx, input)
		return back(`notice.ruled_${input.ruling}`, { number: input.objection })
	}),
	approve: intent(approveOneForm, async (ctx, { claim }) => {
		await approveClaim(ctx, { number: claim })
		return back('notice.approved_done', { claim })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'notice.desk_title')

export default function DeskNoticesPage() {
	const { t } = useT()
	const { funds, notices, objections, held } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead title={t('notice.desk_title')} facts={t('notice.desk_facts')} />
			<DeskObjections objections={objections} held={held} />
			{funds.map((fund) => (
				<PublishForm key={fund.number} fund={fund} />
			))}
			<Section title={t('notice.list_title')}>
				{notices.length === 0 ? (
					<div className="panel">
						<Empty title={t('notice.desk_empty')}>{t('notice.desk_empty_why')}</Empty>
					</div>
				) : (
					<DeskNotices notices={notices} />
				)}
			</Section>
		</Page>
	)
}
