import { useT } from '#app/components/texts.tsx'
import { type Check, Checks } from '#app/components/ui/checks.tsx'
import type { OperatorOverview } from '#app/domain/identity/operator-overview.server.ts'
import { formatInstant } from '#app/lib/time.ts'

/** Whether the books were clean when last checked, and whether events are being handled. */
export function SystemChecks({ overview }: { overview: OperatorOverview }) {
	const { t, locale } = useT()
	const { booksAt, booksDifferences, outboxWaiting, outboxFailing, outboxOldest } = overview
	const at = (instant: Date | null) => (instant ? formatInstant(instant, locale) : '—')
	const books: Check = {
		key: 'books',
		label: t('operator.books_label'),
		outcome: booksDifferences === null ? 'idle' : booksDifferences === 0 ? 'ok' : 'stop',
		detail:
			booksDifferences === null
				? t('operator.books_unknown')
				: booksDifferences === 0
					? t('operator.books_green', { at: at(booksAt) })
					: t('operator.books_red', { at: at(booksAt), n: booksDifferences }),
	}
	const outbox: Check = {
		key: 'outbox',
		label: t('operator.outbox_label'),
		outcome: outboxFailing > 0 ? 'stop' : outboxWaiting > 0 ? 'warn' : 'ok',
		value: outboxWaiting,
		detail:
			outboxWaiting === 0
				? t('operator.outbox_empty')
				: [
						t('operator.outbox_waiting', { n: outboxWaiting, at: at(outboxOldest) }),
						outboxFailing > 0 ? t('operator.outbox_failing', { n: outboxFailing }) : '',
					].join(' '),
	}
	return <Checks checks={[books, outbox]} />
}
