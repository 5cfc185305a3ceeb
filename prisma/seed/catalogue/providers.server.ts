import type { ClientBase } from 'pg'
import { demoCreditCode } from '#prisma/seed/credit-codes.ts'
import type { OfferingProvider } from './listing-source.server.ts'

const places = [
	['990191', '云泽'],
	['990102', '临湖'],
	['990103', '东河'],
	['990104', '南塔'],
	['990201', '浑江'],
	['990202', '西站'],
	['990203', '中和'],
	['990301', '甘泉'],
	['990302', '河口'],
	['990303', '金湾'],
] as const
const first = [...'衡岳澜砺铸砚启瀚铭璟骏弘睿晟恒朗尚卓锐凌']
const second = [...'成达科诚源通泰信和远峰川宇城业正德安新创']

/** Numbers of made-up organisations lie far above those people get. */
const numberBase = 8_000_000
const serialBase = 100_000

/**
 * Makes up `count` more providers after the pattern of those given: same kind, trade and marks, other names and
 * districts. Verified, marked demo. Returns them as they offer.
 */
export async function moreProviders(
	client: ClientBase,
	patterns: readonly OfferingProvider[],
	count: number,
	year: number,
): Promise<OfferingProvider[]> {
	const rows = Array.from({ length: count }, (_, i) => {
		const pattern = patterns[i % patterns.length]!
		const [division, place] = places[Math.floor(i / patterns.length) % places.length]!
		const name = `${place}${first[i % first.length]}${second[Math.floor(i / first.length) % second.length]}`
		const tail = pattern.name.replace(/^.{4}/, '')
		return {
			number: `JG-${year}-${numberBase + i}`,
			credit_code: demoCreditCode('91', division, serialBase + i),
			provider_kind: pattern.kind,
			name: `${name}${tail}`,
			division_code: division,
		}
	})
	const { rows: made } = await client.query<{ id: string }>(
		`INSERT INTO organisation (number, credit_code, kind, provider_kind, name, division_code, status, is_demo)
		SELECT number, credit_code, 'provider', provider_kind, name, division_code, 'verified', true
		FROM json_to_recordset($1::json) AS p (number text, credit_code text, provider_kind text, name text, division_code text)
		RETURNING id`,
		[JSON.stringify(rows)],
	)
	return rows.map((row, i) => {
		const { kind, categoryIds, qualifications } = patterns[i % patterns.length]!
		return {
			id: BigInt(made[i]!.id),
			name: row.name,
			kind,
			divisionCode: row.division_code,
			categoryIds,
			qualifications,
		}
	})
}
