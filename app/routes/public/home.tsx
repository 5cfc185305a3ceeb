import { Form, Link, useLoaderData } from '@remix-run/react'
import { siteData } from '#app/components/catalogue/structured-data.ts'
import { SuggestInput } from '#app/components/catalogue/suggest-input.tsx'
import { useFrame } from '#app/components/frame/frame-data.ts'
import { HowItWorks } from '#app/components/home/how-it-works.tsx'
import { NoticeRows } from '#app/components/home/notice-rows.tsx'
import { PriceCalculator } from '#app/components/home/price-calculator.tsx'
import { ProgrammeRows } from '#app/components/home/programme-rows.tsx'
import { PublicNumbers } from '#app/components/home/public-numbers.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { Page } from '#app/components/ui/page-head.tsx'
import { homePage } from '#app/domain/reporting/home-page.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { textOf } from '#app/web/texts.server.ts'

export const handle = { frame: { hasFind: true, flush: true } }

/** The price the calculator starts with. */
const firstPrice = '3,500.00'

export const loader = pageLoader(['home'], async (ctx, { request, context }) => {
	const query = new URL(request.url).searchParams
	const page = await homePage(ctx, { division: query.get('division'), price: query.get('price') ?? firstPrice })
	return { ...page, wrongPrice: page.asked.isAmount ? null : textOf(context.locale, 'field.not_an_amount') }
})

export const meta = (args: { matches: readonly unknown[] }) =>
	pageMeta(args, 'home.title', undefined, { path: paths.home, data: siteData })

export default function Home() {
	const { t } = useT()
	const isDemo = useFrame()?.isDemo ?? false
	const { figures, divisions, asked, example, wrongPrice, programmes, notices, now } = useLoaderData<typeof loader>()
	return (
		<>
			<div className="hero">
				<div className={divisions.length > 0 ? 'wrap hero-grid' : 'wrap'}>
					<div>
						<h1>{t('home.heading')}</h1>
						<p className="hero-lead">
							{t('home.lead', {
								services: figures.services.toLocaleString('en'),
								instruments: figures.instruments.toLocaleString('en'),
							})}
						</p>
						<Form className="find" role="search" aria-label={t('home.find_label')} action={paths.services}>
							<SuggestInput label={t('home.find_field')} placeholder={t('home.find_example')} />
							<button className="btn primary" type="submit">
								<Icon name="search" size={18} />
								{t('common.find')}
							</button>
						</Form>
						<div className="try">
							<span>{t('home.often')}</span>
							{t('home.often_list')
								.split('|')
								.map((words) => (
									<Link key={words} className="chip" to={`${paths.services}?q=${encodeURIComponent(words)}`}>
										{words}
									</Link>
								))}
						</div>
					</div>
					{divisions.length > 0 ? (
						<PriceCalculator divisions={divisions} asked={asked} example={example} wrongPrice={wrongPrice} />
					) : null}
				</div>
			</div>
			<Page>
				<PublicNumbers figures={figures} now={now} />
				<ProgrammeRows programmes={programmes} isDemo={isDemo} />
				<HowItWorks example={example} />
				<NoticeRows notices={notices} />
			</Page>
		</>
	)
}
