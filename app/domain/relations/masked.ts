import { maskAccount } from '#app/domain/identity/payee-account.ts'

/** 张*: a person's name for whoever may not see it. */
const maskPerson = (name: string) =>
	`${[...name.trim()][0] ?? ''}${'*'.repeat(Math.max([...name.trim()].length - 1, 1))}`

/** 138****1234: a telephone for whoever may not see it. */
const maskPhone = (value: string) => {
	const digits = value.replace(/\D/g, '')
	return `${digits.slice(0, 3)}****${digits.slice(-4)}`
}

/**
 * A piece of evidence as a reader may see it. Account numbers are masked for everyone; people and telephones for all but
 * the reviewers of the authority.
 */
export function masked(role: string, value: string, isPerson: boolean, seesPeople: boolean): string {
	if (role === 'bank_account') return maskAccount(value.replace(/\s/g, ''))
	if (seesPeople) return value
	if (role === 'phone') return maskPhone(value)
	return isPerson && role !== 'entity' ? maskPerson(value) : value
}
