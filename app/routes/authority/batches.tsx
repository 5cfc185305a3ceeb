import { useLoaderData } from '@remix-run/react'
import { BatchList } from '#app/components/batch/batch-list.tsx'
import { PayableSources, sourceKey } from '#app/components/batch/payable-sources.tsx'
import { PickByRule } from '#app/components/batch/pick-by-rule.tsx'
import { PickLines } from '#app/components/batch/pick-lines.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { createBatchForm } from '#app/domain/settlement/batch.ts'
import { listBatches, listPayableLines, listPayableSources } from '#app/domain/settlement/batches.server.ts'
import { createBatch } from '#app/domain/settlement/create-batch.server.ts'
import { createBatchByRule } from '#app/domain/settlement/create-batch-by-rule.server.ts'
import { createBatchByRuleForm } from '#app/domain/settlement/pick.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

const pageSize = 20

export const loader = pageLoader(['settlement'], async (ctx, { request }) => {
	const query = new URL(request.url).searchParams
	const page = Math.max(1, Number(query.get('page')) || 1)
	const member = memberOf(ctx.actor)
	const [sources, batches] = await Promise.all([listPayableSources(ctx), listBatches(ctx, page, pageSize)])
	const due = sources.filter((source) => source.lineCount > 0)
	const mayPick = can(ctx.actor, 'batch.lock', { authorityId: member.organisationId })
	const chosen = mayPick ? (due.find((source) => sourceKey(source) === query.get('source')) ?? due[0] ?? null) : null
	return {
		sources,
		batches: { ...batches, page },
		mayPick,
		chosen,
		today: shanghaiDay(ctx.now),
		lines: chosen ? await listPayableLines(ctx, chosen) : [],
		viewer: member.roles.includes('finance') ? 'finance' : undefined,
	}
})

export const action = pageAction({
	create: intent(createBatchForm, async (ctx, input) => {
		const number = await createBatch(ctx, input)
		return redirectWith(paths.deskBatch(number), 'ok', 'settlement.open_done', { number })
	}),
	byRule: intent(createBatchByRuleForm, async (ctx, input) => {
		const number = await createBatchByRule(ctx, input)
		return redirectWith(paths.deskBatch(number), 'ok', 'settlement.open_done', { number })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'settlement.title')

export default function BatchesPage() {
	const { t, locale } = useT()
	const { sources, batches, mayPick, chosen, today, lines, viewer } = useLoaderData<typeof loader>()
	const isNothingDue = sources.every((source) => source.lineCount === 0)
	return (
		<Page desk>
			<PageHead title={t('settlement.title')} facts={t('settlement.facts')} />
			<Section title={t('settlement.payable')} note={t('settlement.payable_note')}>
				{isNothingDue ? (
					<Empty icon="check" title={t('settlement.nothing')}>
						{t('settlement.nothing_note')}
					</Empty>
				) : (
					<PayableSources sources={sources} chosen={chosen ? sourceKey(chosen) : null} mayPick={mayPick} />
				)}
			</Section>
			{chosen ? (
				<Section
					id="pick"
					title={t('settlement.pick_lines')}
					note={t('settlement.pick_note', {
						source: t('settlement.of_source', {
							fund: chosen.fundName,
							source: (locale === 'en' && chosen.nameEn) || chosen.name,
						}),
					})}
				>
					{lines.length < chosen.lineCount ? (
						<p className="small dim mb-2">{t('settlement.pick_limited', { n: lines.length })}</p>
					) : null}
					<PickLines
						key={sourceKey(chosen)}
						lines={lines}
						freeFen={chosen.freeFen}
						intent="create"
						hidden={{ fund: chosen.fundNumber, source: String(chosen.sourceNo) }}
						submit={t('settlement.open_batch')}
					/>
					<Disclosure summary={t('settlement.by_rule')}>
						<PickByRule fundNumber={chosen.fundNumber} sourceNo={chosen.sourceNo} today={today} />
					</Disclosure>
				</Section>
			) : null}
			<Section title={t('settlement.batches')}>
				{batches.rows.length === 0 ? (
					<Empty title={t('settlement.no_batches')}>{t('settlement.no_batches_note')}</Empty>
				) : (
					<>
						<BatchList batches={batches.rows} viewer={viewer} />
						<Pager page={batches.page} pageSize={pageSize} total={batches.total} />
					</>
				)}
			</Section>
		</Page>
	)
}
