import { z } from 'zod'

/** What a kind of listing says besides the fields all have. */

/** How far a result is: laboratory, pilot run, production. */
export const maturities = ['laboratory', 'pilot', 'production'] as const
/** How a result is handed on: transfer, licence, joint development, contribution as shares. */
export const handOvers = ['transfer', 'licence', 'joint', 'shares'] as const

export type BundlePart = { number: string; quantity: number }
export type Equipment = { manufacturer?: string; department?: string; location?: string }
export type ListingDetails = {
	result?: { maturity: (typeof maturities)[number]; handOver: (typeof handOvers)[number]; rights: string }
	expert?: { field: string; title: string; affiliation: string }
	/** whose equipment it is and where it stands, from a provider's file */
	equipment?: Equipment
	/** own listings sold together for one price */
	parts?: BundlePart[]
}

const stored = z.object({
	result: z.object({ maturity: z.enum(maturities), handOver: z.enum(handOvers), rights: z.string() }).optional(),
	expert: z.object({ field: z.string(), title: z.string(), affiliation: z.string() }).optional(),
	equipment: z.object({ manufacturer: z.string(), department: z.string(), location: z.string() }).partial().optional(),
	parts: z.array(z.object({ number: z.string(), quantity: z.number().int().min(1) })).optional(),
})

/** Reads what a listing's kind says besides. Throws when the row holds something else. */
export function readDetails(value: unknown): ListingDetails {
	const { result, expert, equipment, parts } = stored.parse(value)
	return {
		...(result ? { result } : {}),
		...(expert ? { expert } : {}),
		...(equipment ? { equipment: known(equipment) } : {}),
		...(parts ? { parts } : {}),
	}
}

const known = (equipment: { [K in keyof Equipment]: string | undefined }): Equipment =>
	Object.fromEntries(Object.entries(equipment).filter(([, text]) => text))

/** `FW-2026-000001 × 2`, one per line; the quantity may be left out. A line that is none of it makes null. */
export function parseParts(lines: string): BundlePart[] | null {
	const parts: BundlePart[] = []
	for (const line of lines.split(/\r?\n/).map((one) => one.trim())) {
		if (!line) continue
		const found = /^([A-Z]{2}-\d{4}-\d{6,12})(?:\s*[×xX*\s]\s*(\d{1,4}))?$/.exec(line)
		if (!found) return null
		parts.push({ number: found[1]!, quantity: Number(found[2] ?? 1) })
	}
	return parts
}

/** Parts as they are typed. */
export const partLines = (parts: readonly BundlePart[]) =>
	parts.map(({ number, quantity }) => (quantity === 1 ? number : `${number} × ${quantity}`)).join('\n')
