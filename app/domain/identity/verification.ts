import { isWithin } from '#app/domain/divisions/division.ts'
import { creditCodeFault } from '#app/lib/credit-code.ts'

export type VerificationCheck = {
	key: 'code' | 'place' | 'name' | 'phone'
	outcome: 'ok' | 'warn' | 'stop'
	/** names of the organisations that look alike, or the place the code was given in */
	found: string[]
}

type Entity = { name: string; creditCode: string; divisionCode: string; contactPhone: string | null }

/**
 * What the operator is shown before verifying: whether the code's check character is right, whether the city it was
 * given in (digits 3 to 8) is that of registration, and who else has the same name or telephone. Only a wrong code stops;
 * the rest is for a person to judge.
 */
export function verificationChecks(
	organisation: Entity,
	similar: readonly { name: string; contactPhone: string | null; number: string }[],
): VerificationCheck[] {
	const place = organisation.creditCode.slice(2, 8)
	const sameName = similar.filter((other) => other.name === organisation.name).map((other) => other.number)
	const samePhone = similar
		.filter((other) => organisation.contactPhone !== null && other.contactPhone === organisation.contactPhone)
		.map((other) => other.name)
	const isSameCity = isWithin(organisation.divisionCode, `${place.slice(0, 4)}00`)
	return [
		{ key: 'code', outcome: creditCodeFault(organisation.creditCode) ? 'stop' : 'ok', found: [] },
		{ key: 'place', outcome: isSameCity ? 'ok' : 'warn', found: isSameCity ? [] : [place] },
		{ key: 'name', outcome: sameName.length > 0 ? 'warn' : 'ok', found: sameName },
		{ key: 'phone', outcome: samePhone.length > 0 ? 'warn' : 'ok', found: samePhone },
	]
}
