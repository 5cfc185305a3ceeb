/** What every answer carries, whatever it is. HSTS only where the site is reached by https. */
export function commonHeaders(isSecure: boolean): Record<string, string> {
	return {
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'same-origin',
		'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Resource-Policy': 'same-origin',
		...(isSecure ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
	}
}

/** The content security policy of a page: only scripts with this answer's nonce, and what they load themselves. */
export function pagePolicy(nonce: string): string {
	return [
		"default-src 'self'",
		`script-src 'nonce-${nonce}' 'strict-dynamic'`,
		"style-src 'self'",
		"img-src 'self' data:",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	].join('; ')
}

/** The policy of a stored file: whatever it holds, it is nobody's page. A sandbox would keep browsers from showing PDF. */
export function filePolicy(mime: string): string {
	const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
	return mime === 'application/pdf' ? `${policy}; object-src 'self'` : `${policy}; img-src 'self'; sandbox`
}
