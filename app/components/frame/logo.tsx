/** A voucher with its perforation, half of it paid and ticked. */
export function Logo() {
	return (
		<svg className="logo" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
			<rect x="1" y="4" width="26" height="20" rx="3" className="f-own" />
			<path d="M4 4h12v20H4a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z" className="f-pub" />
			<path d="M16.6 4v20" className="cut" strokeWidth="1.8" strokeDasharray="2.4 2" />
			<path
				d="M5 14.4l2.7 2.7 4.8-5.8"
				className="cut"
				fill="none"
				strokeWidth="2.2"
				strokeLinecap="round"
				strokeLinejoin="round"
			/>
		</svg>
	)
}
