import { useT } from '#app/components/texts.tsx'
import { formatWan, formatYuan } from '#app/lib/money.ts'

type AmountProps = {
	fen: bigint
	/** 28 px: the one amount that matters on the page */
	large?: boolean
	/** + before an inflow */
	signed?: boolean
}

/** ¥1,234.56: to the fen, never broken. In table cells use `Figure`. */
export function Amount({ fen, large, signed }: AmountProps) {
	const [whole, cents] = formatYuan(fen < 0n ? -fen : fen).split('.') as [string, string]
	return (
		<span className={large ? 'amt lg' : 'amt'}>
			{fen < 0n ? '−' : signed && fen > 0n ? '+' : ''}
			<span className="cur">¥</span>
			{whole}
			<span className="fen">.{cents}</span>
		</span>
	)
}

/** 1,234.56 without ¥, for tables whose header names the unit. Null is —: not applicable. */
export function Figure({ fen, signed }: { fen: bigint | null | undefined; signed?: boolean }) {
	if (fen == null) return <span className="amt">—</span>
	return (
		<span className="amt">
			{signed && fen > 0n ? '+' : ''}
			{formatYuan(fen)}
		</span>
	)
}

/** Amounts as 500.00 万元 · CNY 5.00 million: public budgets, charts and caps only, never where someone pays or signs. */
export function useWan() {
	const { t, locale } = useT()
	return (amount: bigint) =>
		t('common.wan', { amount: locale === 'en' ? formatYuan(amount / 1_000_000n) : formatWan(amount) })
}
