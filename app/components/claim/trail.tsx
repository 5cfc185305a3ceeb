import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import type { TrailEntry } from '#app/domain/claims/claim-trail.server.ts'
import { formatYuan } from '#app/lib/money.ts'

/** What happened to a claim, newest first: when, what, by whom. */
export function ClaimTrail({ trail }: { trail: readonly TrailEntry[] }) {
	const { t } = useT()
	const whoOf = (entry: TrailEntry) =>
		entry.organisation ?? t(entry.action === 'objection.raised' ? 'claim.not_published' : 'claim.by_platform')
	return (
		<ol className="checks">
			{trail.map((entry) => (
				<li key={`${entry.action}-${entry.at.getTime()}-${entry.who}`} className="ok">
					<Shape name="disc" />
					<span>{t(`claim.did_${entry.action.replace('.', '_')}`, amounts(entry.details))}</span>
					<span className="small dim">
						<InstantText at={entry.at} />
					</span>
					<span className="d">
						{[whoOf(entry), entry.who].filter(Boolean).join(' · ')}
						{said(entry.details)}
					</span>
				</li>
			))}
		</ol>
	)
}

/** Amounts among the details, as a sentence shows them. */
function amounts(details: Record<string, unknown>): Record<string, string> {
	const entries = Object.entries(details).flatMap(([name, value]) =>
		name.endsWith('Fen') && typeof value === 'string' && /^-?\d+$/.test(value)
			? [[name, `¥${formatYuan(BigInt(value))}`]]
			: [],
	)
	return { approvedFen: '', claimedFen: '', cutFen: '', demandedFen: '', amountFen: '', ...Object.fromEntries(entries) }
}

/** Words that came with the step. */
function said(details: Record<string, unknown>): string {
	const words = details.words ?? details.reason
	return typeof words === 'string' && words ? ` · ${words}` : ''
}
