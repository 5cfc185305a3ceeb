import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ListingTable } from '#app/components/catalogue/listing-table.tsx'
import { printedStandard, useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { getStandard } from '#app/domain/catalogue/standards.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue'], (ctx, { params }) => getStandard(ctx, params.key!.replaceAll('_', '/')))

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, args.data?.code ?? 'catalogue.standards')

export default function StandardPage() {
	const standard = useLoaderData<typeof loader>()
	const { t } = useCatalogueWords()
	return (
		<Page>
			<Crumb steps={[{ label: t('catalogue.home'), to: paths.services }, { label: t('catalogue.standards') }]} />
			<PageHead
				title={`${printedStandard(standard)} ${standard.title}`.trim()}
				facts={<span>{t('catalogue.standard_offers', { n: standard.total })}</span>}
			/>
			<p className="small dim mb-4">{t('catalogue.standards_note')}</p>
			{standard.offers.length === 0 ? (
				<Empty title={t('catalogue.offers_none')} />
			) : (
				<ListingTable listings={standard.offers} caption={standard.code} withProvider />
			)}
			{standard.total > standard.offers.length ? (
				<p className="mt-4">
					<Link to={`${paths.services}?q=${encodeURIComponent(standard.code)}`}>{t('catalogue.standard_all')}</Link>
				</p>
			) : null}
		</Page>
	)
}
