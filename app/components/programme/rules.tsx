import { useT } from '#app/components/texts.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import type { RateLine, Sentence } from '#app/domain/programmes/describe-programme.ts'
import { articleText } from '#app/lib/article.ts'

/** Where a rule comes from: its article, and why it is ours where the source is silent. */
export function Origin({ article, ours }: { article: string; ours: string | null }) {
	const { t, locale } = useT()
	return (
		<span className="tiny faint">
			{article ? (
				<span className="nowrap" lang={/\p{Script=Han}/u.test(articleText(article, locale)) ? 'zh' : undefined}>
					{articleText(article, locale)}
				</span>
			) : null}
			{ours === null ? null : (
				<>
					{' '}
					<Tag kind="line">{t('programme.ours')}</Tag> {ours}
				</>
			)}
		</span>
	)
}

/** Rules in words, each with its origin beside it. */
export function Rules({ title, rules }: { title: string; rules: readonly Sentence[] }) {
	if (rules.length === 0) return null
	return (
		<div>
			<h3 className="mb-2">{title}</h3>
			<ul className="stack">
				{rules.map((rule) => (
					<li key={`${rule.text}-${rule.article}`}>
						<span>{rule.text}</span> <Origin article={rule.article} ours={rule.ours} />
					</li>
				))}
			</ul>
		</div>
	)
}

/** The rates: what case, what share, by which article. */
export function RateTable({ rates, caption }: { rates: readonly RateLine[]; caption: string }) {
	const { t } = useT()
	return (
		<Table
			caption={caption}
			rows={rates}
			rowKey={(rate) => rate.id}
			columns={[
				{ head: t('programme.row'), isName: true, cell: (rate) => rate.name },
				{ head: t('programme.rate'), num: true, cell: (rate) => <b>{rate.pays}</b> },
				{ head: t('programme.article'), cell: (rate) => <Origin article={rate.article} ours={rate.ours} /> },
			]}
		/>
	)
}
