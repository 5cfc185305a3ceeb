export type DivisionLevel = 'province' | 'city' | 'district'
export type Division = { code: string; name: string; nameEn: string; level: DivisionLevel; parentCode: string | null }

/** The part of a GB/T 2260 code that its subdivisions share: two digits of a province, four of a city, six of a district. */
function stem(code: string): string {
	if (code.endsWith('0000')) return code.slice(0, 2)
	return code.endsWith('00') ? code.slice(0, 4) : code
}

/** Whether a division lies in an area, or is the area itself (990102 in 990100 in 990000). */
export const isWithin = (code: string, area: string) => code.startsWith(stem(area))

/** The divisions a code lies in, nearest first and itself included: 990102 → 990102, 990100, 990000. */
export function chainOf(code: string): string[] {
	return [...new Set([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`])]
}
