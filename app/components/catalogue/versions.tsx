import { InstantText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { ListingVersion } from '#app/domain/catalogue/versions.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { useCatalogueWords } from './words.ts'

/** Every version since the listing was first public, newest first, with what changed from the one before. */
export function Versions({ versions, isPublic }: { versions: readonly ListingVersion[]; isPublic: boolean }) {
	const { t } = useCatalogueWords()
	const partsOf = useChangeParts()
	const sections = versions.map((version) => (
		<Section
			key={version.versionNo}
			title={t('listings.version', { n: version.versionNo })}
			note={
				<>
					<InstantText at={version.since} />
					{version.until ? null : ` · ${t(isPublic ? 'listings.version_now' : 'listings.version_latest')}`}
					{version.savedBy ? ` · ${version.savedBy}` : ''}
				</>
			}
		>
			{version.changes.length === 0 ? (
				<p className="small">{t('listings.version_first')}</p>
			) : (
				<Table
					caption={t('listings.version', { n: version.versionNo })}
					rows={version.changes}
					rowKey={(change) => change.field}
					columns={[
						{ head: t('listings.version_field'), isName: true, cell: (change) => t(`listings.field_${change.field}`) },
						{ head: t('listings.version_before'), cell: (change) => partsOf(change).before },
						{ head: t('listings.version_after'), cell: (change) => partsOf(change).after },
					]}
				/>
			)}
		</Section>
	))
	return <div className="versions">{sections}</div>
}

type Entry = Record<string, unknown>
type Change = ListingVersion['changes'][number]

/** A change in words. Of a list only what went and what came is told: of twelve photos the one that is new. */
function useChangeParts() {
	const { t } = useCatalogueWords()
	const textOf = useValueText()
	return ({ field, before, after }: Change): { before: string; after: string } => {
		if (!Array.isArray(before) || !Array.isArray(after))
			return { before: textOf(field, before), after: textOf(field, after) }
		const isIn = (list: readonly unknown[]) => {
			const known = new Set(list.map((entry) => JSON.stringify(entry)))
			return (entry: unknown) => known.has(JSON.stringify(entry))
		}
		const went = before.filter((entry) => !isIn(after)(entry))
		const came = after.filter((entry) => !isIn(before)(entry))
		if (went.length === 0 && came.length === 0)
			return { before: textOf(field, before), after: t('listings.version_reordered') }
		const stayed = after.length - came.length
		return {
			before: textOf(field, went),
			after: textOf(field, came) + (stayed > 0 ? t('listings.version_stayed', { n: stayed }) : ''),
		}
	}
}

/** The value of a field of a version in words. */
function useValueText() {
	const { t, unitOf } = useCatalogueWords()
	const entryText = (entry: unknown): string => {
		if (entry === null || typeof entry !== 'object') return String(entry ?? '')
		if ('label' in entry) return String((entry as Entry).label)
		if ('alt' in entry || 'sizeBytes' in entry) return fileText(entry as Entry)
		const { customerClass, fromQuantity, priceFen, ...rest } = entry as Entry
		if (priceFen !== undefined)
			return `${t(`catalogue.customer_${customerClass ?? 'any'}`)} ≥ ${fromQuantity}: ¥${formatYuan(BigInt(priceFen as string))}`
		return Object.values(rest)
			.map(entryText)
			.filter((text) => text !== '')
			.join(' ')
	}
	/** a photo or document by what it is called, not by the address of its file */
	const fileText = ({ alt, title, file }: Entry) =>
		String(alt || title || t('listings.unnamed_photo', { id: String(file).slice(0, 4) }))
	return (field: string, value: unknown): string => {
		if (value === null || value === '') return '—'
		if (field === 'priceFen') return `¥${formatYuan(BigInt(value as string))}`
		if (field === 'priceUnit') return unitOf(value as string)
		if (field === 'kind') return t(`catalogue.kind_${value}`)
		if (field === 'taxRateBp') return t('listings.tax_rate', { rate: (value as number) / 100 })
		if (Array.isArray(value)) return value.map(entryText).join(t('common.list_join')) || '—'
		return entryText(value) || '—'
	}
}
