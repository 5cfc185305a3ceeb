import type { MetaFunction } from '@remix-run/node'
import { Form, Link, useLoaderData } from '@remix-run/react'
import { useFrame } from '#app/components/frame/frame-data.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Examples } from '#app/components/programme/examples.tsx'
import { ProgrammeBody } from '#app/components/programme/programme-body.tsx'
import { useT } from '#app/components/texts.tsx'
import { Button, LinkButton } from '#app/components/ui/button.tsx'
import { DateRange } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { getPublicProgramme } from '#app/domain/programmes/public-programmes.server.ts'
import { type Money, parseYuan } from '#app/lib/money.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths, signInPath } from '#app/web/paths.ts'

export const loader = pageLoader(['programme'], async (ctx, { params, request, context }) => {
	const typed = new URL(request.url).searchParams.get('price') ?? ''
	const priceFen = yuanOrNull(typed)
	const programme = await getPublicProgramme(ctx, params.number!, context.locale, priceFen)
	return {
		programme,
		name: programme.name[context.locale],
		price: { typed, isWrong: typed !== '' && priceFen === null },
	}
})

/** A price typed into the calculator; null for none, or for what is no price. */
function yuanOrNull(typed: string): Money | null {
	try {
		const amount = parseYuan(typed)
		return amount > 0n ? amount : null
	} catch {
		return null
	}
}

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(
		args,
		'programme.title_of',
		{ name: args.data?.name ?? '' },
		args.params.number ? { path: paths.programme(args.params.number) } : undefined,
	)

export default function ProgrammePage() {
	const { t, locale } = useT()
	const { programme } = useLoaderData<typeof loader>()
	const [round] = programme.rounds
	return (
		<Page>
			<Crumb steps={[{ label: t('programme.programmes'), to: paths.programmes }, { label: programme.name[locale] }]} />
			<PageHead
				title={programme.name[locale]}
				status={
					programme.isSample ? (
						<Verdict shape="slash" hue="idle" fill>
							{t('programme.sample_tag')}
						</Verdict>
					) : round ? (
						<Status of={`round.${round.standing}`} fill />
					) : null
				}
				facts={
					<>
						<span>{programme.issuers.join(locale === 'zh' ? '、' : ', ')}</span>
						{programme.source.documentNo ? <span lang="zh">{programme.source.documentNo}</span> : null}
						<span>{programme.edition[locale]}</span>
						<span>{t('programme.version', { n: programme.versionNo })}</span>
					</>
				}
			/>
			<div className="grid cols-main around">
				<div className="a">
					<p>{programme.summary[locale]}</p>
				</div>
				<div className="m stack">
					<Panel title={t('programme.examples')} sticky>
						<p className="small dim mb-4">{t('programme.examples_note')}</p>
						<Calculator />
						<Examples examples={programme.examples} payers={programme.payers} />
						<div className="stack mt-6">
							<Act />
						</div>
					</Panel>
				</div>
				<div className="b">
					{round && !programme.isSample ? <Round round={round} /> : null}
					<ProgrammeBody programme={programme} />
				</div>
			</div>
		</Page>
	)
}

/** A price of one's own instead of the three round ones; the address keeps it. */
function Calculator() {
	const { t } = useT()
	const { price } = useLoaderData<typeof loader>()
	return (
		<Form method="get" className="form tight mb-4" preventScrollReset>
			<div className="field">
				<label htmlFor="price">{t('programme.calculator_price')}</label>
				<div className="row one">
					<div className={price.isWrong ? 'affix wrong grow' : 'affix grow'}>
						<input
							className="input money"
							id="price"
							name="price"
							inputMode="decimal"
							autoComplete="off"
							defaultValue={price.typed}
							placeholder="3,500.00"
							aria-invalid={price.isWrong || undefined}
							aria-describedby={price.isWrong ? 'price-err' : undefined}
						/>
						<span>{t('common.yuan')}</span>
					</div>
					<Button type="submit">{t('programme.recount')}</Button>
				</div>
				{price.isWrong ? (
					<p className="err" id="price-err">
						<Shape name="square" />
						<span>{t('programme.calculator_wrong')}</span>
					</p>
				) : null}
			</div>
		</Form>
	)
}

/** The way on: check first, then apply (or claim, where there is no voucher). */
function Act() {
	const { t } = useT()
	const { programme } = useLoaderData<typeof loader>()
	const actor = useFrame()?.actor ?? null
	const round = programme.rounds.find((each) => each.standing === 'open')
	const apply = round && !programme.isSample ? (programme.claimOnly ? paths.claimNew : paths.apply(round.number)) : null
	return (
		<>
			<LinkButton
				variant={apply && actor?.kind === 'enterprise' ? 'plain' : 'primary'}
				block
				to={paths.programmeCheck(programme.number)}
			>
				{t('programme.check')}
			</LinkButton>
			{apply && actor?.kind === 'enterprise' ? (
				<LinkButton variant="primary" block to={apply}>
					{t(programme.claimOnly ? 'programme.claim_start' : 'programme.apply')}
				</LinkButton>
			) : null}
			{apply && !actor ? (
				<LinkButton block to={signInPath(apply)}>
					{t('programme.sign_in_apply')}
				</LinkButton>
			) : null}
		</>
	)
}

type Loaded = Awaited<ReturnType<typeof getPublicProgramme>>

function Round({ round }: { round: Loaded['rounds'][number] }) {
	const { t, locale } = useT()
	const { programme } = useLoaderData<typeof loader>()
	const last = shanghaiDay(new Date(round.closesAt.getTime() - 1))
	return (
		<Panel title={`${t('programme.round')} ${round.name}`}>
			<Facts
				facts={[
					...(round.giving === 'first_come'
						? []
						: [
								{
									label: t('programme.giving'),
									value: (
										<>
											{t(`programme.giving_${round.giving}`)}{' '}
											<Link to={paths.draw(round.number)}>{t('programme.round_draw')}</Link>
										</>
									),
								},
							]),
					{
						label: t('programme.issuer'),
						value: <OrganisationName {...programme.issuer} isDemo={programme.issuer.isDemo} />,
					},
					{ label: t('programme.notice_no'), value: <span lang="zh">{round.noticeNo}</span> },
					{
						label: t('programme.window'),
						value: `${formatDay(shanghaiDay(round.opensAt), locale)} – ${formatDay(last, locale)}`,
					},
					{
						label: t('programme.service_period'),
						value: <DateRange from={round.serviceFrom} until={round.serviceUntil} />,
					},
					{ label: t('programme.contact'), value: <span lang="zh">{round.contact}</span> },
				]}
			/>
		</Panel>
	)
}
