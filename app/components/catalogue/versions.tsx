import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { ListingVersion } from '#app/domain/catalogue/versions.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { useCatalogueWords } from './words.ts'

/** Every version since the listing was first public, newest first, with what changed from the one before. */
export function Versions({ versions }: { versions: readonly ListingVersion[] }) {
	const { t } = useCatalogueWords()
	const textOf = useValueText()
	return versions.map((version) => (
		<Section
			key={version.versionNo}
			title={t('listings.version', { n: version.versionNo })}
			note={
				<>
					<InstantText at={version.since} />
					{version.until ? null : ` · ${t('listings.version_now')}`}
					{version.savedBy ? ` · ${version.savedBy}` : ''}
				</>
			}
		>
			{version.changes.length === 0 ? (
				<div className="panel">
					<Empty title={t('listings.version_first')} />
				</div>
			) : (
				<Table
					caption={t('listings.version', { n: version.versionNo })}
					rows={version.changes}
					rowKey={(change) => change.field}
					columns={[
						{ head: t('listings.version_field'), isName: true, cell: (change) => t(`listings.field_${change.field}`) },
						{ head: t('listings.version_before'), cell: (change) => textOf(change.field, change.before) },
						{ head: t('listings.version_after'), cell: (change) => textOf(change.field, change.after) },
					]}
				/>
			)}
		</Section>
	))
}

type Entry = Record<string, unknown>

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
