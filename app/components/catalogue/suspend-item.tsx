import { Form as GetForm } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { Button } from '#app/components/ui/button.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { useCatalogueWords } from './words.ts'

/** Opens one listing by number, to take it off or put it back. */
export function SuspendItem({ listing }: { listing: ListingView | null }) {
	const { t, nameOf } = useCatalogueWords()
	return (
		<div className="stack">
			<GetForm className="row ends">
				<label className="field">
					<span>{t('listings.find_number')}</span>
					<input className="input code" name="number" defaultValue={listing?.number} placeholder="FW-2026-000001" />
				</label>
				<Button type="submit">{t('listings.find_open')}</Button>
			</GetForm>
			{listing ? (
				<Panel title={nameOf(listing)} aside={<Status of={`listing.${listing.state}`} />}>
					{listing.stateReason ? <p className="dim mb-4">{listing.stateReason}</p> : null}
					{listing.state === 'published' ? (
						<Confirm
							label={t('listings.suspend')}
							variant="danger"
							question={t('listings.suspend_question', { name: nameOf(listing) })}
						>
							<p className="dim">{t('listings.suspend_note')}</p>
							<Form intent="suspend">
								<input type="hidden" name="number" value={listing.number} />
								<Field name="reason" kind="textarea" rows={2} label={t('listings.suspend_reason')} />
								<Submit variant="danger">{t('listings.suspend')}</Submit>
							</Form>
						</Confirm>
					) : null}
					{listing.state === 'suspended' ? (
						<Form intent="reinstate" className="row">
							<input type="hidden" name="number" value={listing.number} />
							<Submit>{t('listings.reinstate')}</Submit>
						</Form>
					) : null}
				</Panel>
			) : null}
		</div>
	)
}
