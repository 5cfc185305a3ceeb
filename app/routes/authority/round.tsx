import { useLoaderData } from '@remix-run/react'
import { DrawBody } from '#app/components/draw/draw-body.tsx'
import { DeskNext } from '#app/components/draw/draw-next.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import type { Fact } from '#app/components/ui/facts.tsx'
import { Crumb, Page } from '#app/components/ui/page-head.tsx'
import { closeList } from '#app/domain/draws/close-list.server.ts'
import { drawApprovalForm, drawNumberForm, drawReturnForm } from '#app/domain/draws/draw.ts'
import { type DeskDraw, getDeskDraw } from '#app/domain/draws/draws.server.ts'
import { enterNumber } from '#app/domain/draws/enter-number.server.ts'
import { approveDraw, returnNumber } from '#app/domain/draws/rule-draw.server.ts'
import { bareForm } from '#app/lib/form-fields.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { pageIn } from '#app/web/page-number.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['draw'], async (ctx, { params, request }) => {
	const page = pageIn(request.url)
	return { page, draw: await getDeskDraw(ctx, params.number!, page) }
})

export const action = pageAction({
	close: intent(bareForm, async (ctx, _input, { params }) => {
		await closeList(ctx, { round: params.number! })
		return redirectWith(paths.deskRound(params.number!), 'ok', 'draw.done_closed')
	}),
	enter: intent(drawNumberForm, async (ctx, input, { params }) => {
		await enterNumber(ctx, { ...input, round: params.number! })
		return redirectWith(paths.deskRound(params.number!), 'ok', 'draw.done_entered')
	}),
	approve: intent(drawApprovalForm, async (ctx, input, { params }) => {
		await approveDraw(ctx, { ...input, round: params.number! })
		return redirectWith(paths.deskRound(params.number!), 'ok', 'draw.done_approved')
	}),
	send_back: intent(drawReturnForm, async (ctx, input, { params }) => {
		await returnNumber(ctx, { ...input, round: params.number! })
		return redirectWith(paths.deskRound(params.number!), 'ok', 'draw.done_sent_back')
	}),
})

export const meta = (args: { matches: readonly unknown[]; params: { number?: string } }) =>
	pageMeta(args, 'draw.title_of', { round: args.params.number ?? '' })

export default function DeskRound() {
	const { t } = useT()
	const { draw, page } = useLoaderData<typeof loader>()
	const { round, programme } = draw
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('draw.desk_crumb'), to: paths.deskProgrammes },
					{ label: programme.number, to: paths.deskProgramme(programme.number) },
					{ label: round.number },
				]}
			/>
			<DrawBody
				draw={draw}
				next={<DeskNext draw={draw} />}
				people={usePeople(draw)}
				actions={
					<LinkButton small to={paths.draw(round.number)}>
						{t('draw.public_page')}
					</LinkButton>
				}
				desk
				page={page}
			/>
		</Page>
	)
}

/** Who closed the list, entered the number and approved: the desk's own. */
function usePeople(draw: DeskDraw): Fact[] {
	const { t } = useT()
	const { closedBy, enteredBy, approvedBy, approvedAt } = draw
	return [
		...(closedBy ? [{ label: t('draw.closed_by'), value: closedBy }] : []),
		...(enteredBy ? [{ label: t('draw.entered_by'), value: enteredBy }] : []),
		...(approvedBy ? [{ label: t('draw.approved_by'), value: approvedBy }] : []),
		...(approvedAt ? [{ label: t('draw.approved_at'), value: <InstantText at={approvedAt} /> }] : []),
	]
}
