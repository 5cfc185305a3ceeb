import { Link, useLocation } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'

type PagerProps = {
	/** 1-based */
	page: number
	pageSize: number
	total: number
	/** name of the query parameter */
	name?: string
	/** what is turned over, where a page has two pagers: names them apart */
	of?: string
}

/** 第 1–20 项，共 32 项, previous and next, keeping the rest of the query. */
export function Pager({ page, pageSize, total, name = 'page', of }: PagerProps) {
	const { t } = useT()
	const { pathname, search } = useLocation()
	const from = (page - 1) * pageSize + 1
	const until = Math.min(page * pageSize, total)
	if (total === 0) return null
	const to = (other: number) => {
		const query = new URLSearchParams(search)
		query.set(name, String(other))
		return `${pathname}?${query}`
	}
	return (
		<nav className="pager" aria-label={of ? t('common.pager_of', { of }) : t('common.pager')}>
			<span className="small faint">{t('common.pager_range', { from, until, total })}</span>
			<span className="push row">
				{page > 1 ? (
					<Link className="btn sm" rel="prev" to={to(page - 1)}>
						{t('common.previous_page')}
					</Link>
				) : null}
				{until < total ? (
					<Link className="btn sm" rel="next" to={to(page + 1)}>
						{t('common.next_page')}
					</Link>
				) : null}
			</span>
		</nav>
	)
}
