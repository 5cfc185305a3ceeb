import { DomainError } from '#app/lib/errors.ts'
import { pageLoader } from '#app/web/loader.server.ts'

/** Every address we do not have. */
export const loader = pageLoader([], () => {
	throw new DomainError('not_found')
})

export default function Missing() {
	return null
}
