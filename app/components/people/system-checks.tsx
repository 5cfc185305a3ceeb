import { useT } from '#app/components/texts.tsx'
import { type Check, Checks } from '#app/components/ui/checks.tsx'
import type { OperatorOverview } from '#app/domain/identity/operator-overview.server.ts'
import { formatInstant } from '#app/lib/time.ts'

/** Whether the books were clean when last checked, until when they are sealed, and whether events are being handled. */
export function SystemChecks({ overview }: { overview: OperatorOverview }) {
	const { t, locale } = useT()
	const { booksAt, booksDifferences, outboxWaiting, outboxFailing, outboxOldest } = overview
	const at = (instant: Date | null) => (instant ? formatInstant(instant, locale) : '—')
	const isRed = (booksDifferences ?? 0) > 0 || (overview.lightDifferences ?? 0) > 0
	const full =
		booksDifferences === null
			? t('operator.books_unknown')
			: booksDifferences === 0
				? t('operator.books_green', { at: at(booksAt) })
				: t('operator.books_red', { at: at(booksAt), n: booksDifferences })
	const light =
		overview.lightDifferences === null
			? ''
			: t('operator.books_light', { at: at(overview.lightAt), n: overview.lightDifferences })
	const books: Check = {
		key: 'books',
		label: t('operator.books_label'),
		outcome: isRed ? 'stop' : booksDifferences === null ? 'idle' : 'ok',
		detail: [full, light].join(' ').trim(),
	}
	const { sealNo, sealAt, sealRoot, sealIsBehind } = overview
	const seal: Check = {
		key: 'seal',
		label: t('operator.seal_label'),
		outcome: sealIsBehind ? 'warn' : sealNo === null ? 'idle' : 'ok',
		detail: [
			sealNo === null
				? t('operator.seal_none')
				: t('operator.seal_until', { at: at(sealAt), no: String(sealNo), root: sealRoot ?? '' }),
			sealIsBehind ? t('operator.seal_behind') : '',
		]
			.join(' ')
			.trim(),
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
	return <Checks checks={[books, seal, outbox]} />
}
