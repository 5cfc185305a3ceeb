/**
 * The pages that are the same for every visitor of one language and theme: what anyone may read, addressed by what it
 * is. `.data` is the same page asked for by one that is already open.
 */
const shared = /^\/(?:(?:services|programmes|notices|providers|standards)(?:\/[A-Z0-9-]{3,40})?)?(?:\.data)?$/

/** Whether this address may be answered with a page that was made for somebody else who is not signed in either. */
export const isSharedAddress = (pathname: string): boolean => pathname === '/_root.data' || shared.test(pathname)

/** Cookies that make an answer somebody's own: a session, a message of the step before. */
const ownCookies = /(?:^|;\s*)(?:(?:__Host-)?session|flash)=[^;]/

/** Whether the one who asks is a visitor like any other. */
export const isPlainVisitor = (cookieHeader: string | undefined): boolean => !ownCookies.test(cookieHeader ?? '')
