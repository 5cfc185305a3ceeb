import { Form, useSubmit } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Button } from '#app/components/ui/button.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { paths } from '#app/web/paths.ts'
import { type ServiceFilters, serviceSorts, servicesPath } from '#app/web/service-filters.ts'
import { SuggestInput } from './suggest-input.tsx'

/** The words to look for. A new question keeps no filter of the old one. */
export function SearchBox({ filters }: { filters: ServiceFilters }) {
	const { t } = useT()
	return (
		<Form className="find slim" role="search" aria-label={t('catalogue.find_label')} action={paths.services}>
			<SuggestInput
				key={filters.q}
				defaultValue={filters.q}
				label={t('catalogue.find_field')}
				placeholder={t('catalogue.find_example')}
			/>
			<button className="btn primary" type="submit">
				<Icon name="search" size={18} />
				<span>{t('catalogue.find')}</span>
			</button>
		</Form>
	)
}

/** The order of the hits. Without script a small button sends it. */
export function SortBox({ filters }: { filters: ServiceFilters }) {
	const { t } = useT()
	const submit = useSubmit()
	const address = new URL(servicesPath(filters, { sort: 'relevance' }), 'http://here')
	return (
		<Form
			className="row one sort"
			action={paths.services}
			key={address.search}
			onChange={(event) => submit(event.currentTarget)}
		>
			{[...address.searchParams].map(([name, value]) => (
				<input type="hidden" key={`${name}-${value}`} name={name} value={value} />
			))}
			<select
				className="input sm"
				name="sort"
				aria-label={t('catalogue.sort')}
				defaultValue={filters.sort}
				key={filters.sort}
			>
				{serviceSorts.map((sort) => (
					<option key={sort} value={sort}>
						{t(`catalogue.sort_${sort}`)}
					</option>
				))}
			</select>
			<noscript>
				<Button type="submit" small>
					{t('catalogue.sort_apply')}
				</Button>
			</noscript>
		</Form>
	)
}
