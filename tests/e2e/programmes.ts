import highTech from '#prisma/seed/programmes/yunze-high-tech-2026/programme.json' with { type: 'json' }
import instruments from '#prisma/seed/programmes/yunze-instruments-2026/programme.json' with { type: 'json' }

type Changes = { id: string; division: string; cityBp: number; noticeDays: number }

/** A demo programme's document as another division would write it: its own id, its own division, its own shares and notice. */
function rewritten(document: typeof highTech | typeof instruments, changes: Changes): object {
	const text = JSON.stringify({ ...document, id: changes.id }).replaceAll('"990191"', `"${changes.division}"`)
	const copy = JSON.parse(text)
	copy.division = changes.division
	copy.name = { zh: `东河区创新券办法 ${changes.id}`, en: `Donghe innovation vouchers ${changes.id}` }
	copy.subsidy.split.parts = [
		{ source: 'city', bp: changes.cityBp },
		{ source: 'district', bp: 10_000 - changes.cityBp },
	]
	copy.process.notice = { ...copy.process.notice, days: changes.noticeDays, dayKind: 'calendar' }
	return copy
}

/** 50 % inside the district, deducted at the order; fund encumbered at the grant. */
export const deductDocument = (changes: Changes) => rewritten(highTech, changes)

/** The same, but the enterprise pays in full first and is paid back. */
export function reimburseDocument(changes: Changes): object {
	const copy = rewritten(highTech, changes) as { process: { paymentMode: { mode: string } } }
	copy.process.paymentMode.mode = 'reimburse'
	return copy
}

/** No voucher: 50 % of what was paid, claimed afterwards, at least 1,000 yuan a claim. */
export const claimOnlyDocument = (changes: Changes) => rewritten(instruments, changes)
