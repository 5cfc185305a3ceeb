import { useLoaderData } from '@remix-run/react'
import { BatchMoney } from '#app/components/batch/batch-money.tsx'
import { BatchNext, VoidBatch } from '#app/components/batch/batch-next.tsx'
import { BatchProgress } from '#app/components/batch/batch-progress.tsx'
import { DistrictTable, LineTable, PayeeTable, PaymentTable } from '#app/components/batch/batch-tables.tsx'
import { BatchTrack } from '#app/components/batch/batch-track.tsx'
import { PickLines } from '#app/components/batch/pick-lines.tsx'
import { RuleText } from '#app/components/batch/rule-text.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { memberOf } from '#app/domain/identity/policy.ts'
import { approveBatch } from '#app/domain/settlement/approve-batch.server.ts'
import {
	addLinesForm,
	approveBatchForm,
	batchPageSize,
	lockBatchForm,
	removeLineForm,
	sendBatchForm,
	voidBatchForm,
} from '#app/domain/settlement/batch.ts'
import { getBatch } from '#app/domain/settlement/batch-details.server.ts'
import { listPayableLines } from '#app/domain/settlement/batches.server.ts'
import { addLines, removeLine } from '#app/domain/settlement/change-batch.server.ts'
import { lockBatch } from '#app/domain/settlement/lock-batch.server.ts'
import { sendBatch } from '#app/domain/settlement/send-batch.server.ts'
import { voidBatch } from '#app/domain/settlement/void-batch.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['settlement'], async (ctx, { params, request }) => {
	const query = new URL(request.url).searchParams
	const pageOf = (name: string) => Math.max(1, Math.trunc(Number(query.get(name))) || 1)
	const pages = { payees: pageOf('page'), lines: pageOf('lines') }
	const batch = await getBatch(ctx, params.number!, pages)
	const mayChange = batch.may.includes('change')
	return {
		batch,
		pages,
		others: mayChange ? await listPayableLines(ctx, { fundNumber: batch.fund.number, sourceNo: batch.source.no }) : [],
		viewer: memberOf(ctx.actor).roles.includes('finance') ? 'finance' : undefined,
	}
})

export const action = pageAction({
	remove: intent(removeLineForm, async (ctx, { payLine }, { params }) => {
		await removeLine(ctx, { number: params.number!, payLine })
		return redirectWith(paths.deskBatch(params.number!), 'ok', 'settlement.removed_done')
	}),
	add: intent(addLinesForm, async (ctx, { payLine }, { params }) => {
		await addLines(ctx, { number: params.number!, payLine })
		return redirectWith(paths.deskBatch(params.number!), 'ok', 'settlement.added_done')
	}),
	lock: intent(lockBatchForm, async (ctx, _, { params }) => {
		const { isDone } = await lockBatch(ctx, { number: params.number! })
		return redirectWith(
			paths.deskBatch(params.number!),
			'ok',
			isDone ? 'settlement.lock_done' : 'settlement.lock_begun',
		)
	}),
	approve: intent(approveBatchForm, async (ctx, input, { params }) => {
		await approveBatch(ctx, { number: params.number!, ...input })
		return redirectWith(paths.deskBatch(params.number!), 'ok', 'settlement.approve_done')
	}),
	send: intent(sendBatchForm, async (ctx, _, { params }) => {
		const { isDone } = await sendBatch(ctx, { number: params.number! })
		return redirectWith(
			paths.deskBatch(params.number!),
			'ok',
			isDone ? 'settlement.send_done' : 'settlement.send_begun',
		)
	}),
	void: intent(voidBatchForm, async (ctx, { reason }, { params }) => {
		await voidBatch(ctx, { number: params.number!, reason })
		return redirectWith(paths.deskBatch(params.number!), 'ok', 'settlement.void_done')
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'settlement.title')

export default function BatchPage() {
	const { t, locale } = useT()
	const { batch, pages, others, viewer } = useLoaderData<typeof loader>()
	const sourceName = t('settlement.of_source', {
		fund: batch.fund.name,
		source: (locale === 'en' && batch.source.nameEn) || batch.source.name,
	})
	return (
		<Page>
			<Crumb steps={[{ label: t('settlement.title'), to: paths.deskBatches }, { label: batch.number }]} />
			<PageHead
				title={batch.number}
				status={<Status of={`batch.${batch.state}`} viewer={viewer} fill />}
				facts={
					<>
						<span>{sourceName}</span>
						<span>{t('settlement.lines_of', { n: batch.lineCount, amount: formatYuan(batch.totalFen) })}</span>
						{batch.rule ? <RuleText rule={batch.rule} /> : null}
						{batch.state === 'sent' || batch.state === 'partly_paid' ? (
							<span>{t('settlement.settled_lines', { n: batch.settledLines, total: batch.lineCount })}</span>
						) : null}
					</>
				}
				actions={<VoidBatch batch={batch} />}
			/>
			{batch.run ? <BatchProgress number={batch.number} run={batch.run} /> : <BatchNext batch={batch} />}
			<BatchTrack batch={batch} />
			<div className="grid cols-main around mt-6">
				<div className="a">
					{batch.payments.length > 0 ? (
						<Section title={t('settlement.payments')} note={t('settlement.payments_note')}>
							<PaymentTable payments={batch.payments} totalFen={batch.totalFen} />
							<Pager
								of={t('settlement.payments')}
								page={pages.payees}
								pageSize={batchPageSize}
								total={batch.paymentCount}
							/>
						</Section>
					) : (
						<Section title={t('settlement.payees')} note={t('settlement.payees_note')}>
							<PayeeTable payees={batch.payees} lineCount={batch.lineCount} totalFen={batch.totalFen} />
							<Pager
								of={t('settlement.payees')}
								page={pages.payees}
								pageSize={batchPageSize}
								total={batch.payeeCount}
							/>
						</Section>
					)}
					{batch.districts.length > 1 ? (
						<Section title={t('settlement.districts')}>
							<DistrictTable districts={batch.districts} totalFen={batch.totalFen} />
						</Section>
					) : null}
				</div>
				<div className="m">
					<BatchMoney batch={batch} />
				</div>
				<div className="b">
					<Section title={t('settlement.lines')} note={t('settlement.lines_note')}>
						{batch.rule && batch.state === 'open' ? (
							<p className="small dim mb-2">{t('settlement.lines_by_rule')}</p>
						) : (
							<>
								<LineTable lines={batch.lines} totalFen={batch.totalFen} mayChange={batch.may.includes('change')} />
								<Pager
									of={t('settlement.lines')}
									name="lines"
									page={pages.lines}
									pageSize={batchPageSize}
									total={batch.lineCount}
								/>
							</>
						)}
						{others.length > 0 ? (
							<Disclosure summary={t('settlement.add_lines', { source: sourceName })}>
								<PickLines lines={others} freeFen={null} intent="add" submit={t('settlement.add_submit')} />
							</Disclosure>
						) : null}
					</Section>
				</div>
			</div>
		</Page>
	)
}
