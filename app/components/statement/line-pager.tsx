import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'

type LinePagerProps = { lines: readonly { lineNo: number }[]; chosenNo: number; to: (lineNo: number) => string }

/** One line at a time, for narrow screens where the list has no room. */
export function LinePager({ lines, chosenNo, to }: LinePagerProps) {
	const { t } = useT()
	const at = lines.findIndex((line) => line.lineNo === chosenNo)
	const [before, after] = [lines[at - 1], lines[at + 1]]
	return (
		<nav className="pager narrow-only mb-4" aria-label={t('reconciliation.pager')}>
			{before ? (
				<Link className="btn sm icon" to={to(before.lineNo)} aria-label={t('reconciliation.previous')}>
					<Icon name="previous" size={16} />
				</Link>
			) : null}
			<span className="small strong">{t('reconciliation.of', { n: at + 1, total: lines.length })}</span>
			{after ? (
				<Link className="btn sm icon" to={to(after.lineNo)} aria-label={t('reconciliation.next')}>
					<Icon name="next" size={16} />
				</Link>
			) : null}
		</nav>
	)
}
