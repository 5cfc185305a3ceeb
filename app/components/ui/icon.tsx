const drawings = {
	search: 'M9 3a6 6 0 1 0 0 12A6 6 0 0 0 9 3Zm4.3 10.3L17.5 17.5',
	menu: 'M3 5.5h14M3 10h14M3 14.5h14',
	close: 'M5 5l10 10M15 5 5 15',
	next: 'M7.5 4.5 13 10l-5.5 5.5',
	previous: 'M12.5 4.5 7 10l5.5 5.5',
	down: 'M4.5 7.5 10 13l5.5-5.5',
	clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 3.2V10l2.6 1.8',
	info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 6.2v4.3M10 6.5v.01',
	alert: 'M10 3.2 17.5 16.5h-15zM10 8v4M10 14.2v.01',
	check: 'M4 10.5 8 14.5 16 5.5',
	star: 'M10 3.2l2.1 4.4 4.8.6-3.5 3.3.9 4.8L10 14l-4.3 2.3.9-4.8L3.1 8.2l4.8-.6z',
	place:
		'M10 17.5s5.5-4.6 5.5-9A5.5 5.5 0 0 0 4.5 8.5c0 4.4 5.5 9 5.5 9ZM10 6.7a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8Z',
	document: 'M5 2.8h6.5L15.5 7v10.2H5zM11.2 2.8V7.2h4.3M7.5 10.5h5.5M7.5 13.5h5.5',
	print: 'M6 7V3h8v4M6 14H3.5V7.5h13V14H14M6 12h8v5H6z',
	download: 'M10 3.5v9m-3.8-3.6L10 12.7l3.8-3.8M4 16.5h12',
	upload: 'M10 13V3.8M6.2 7.4 10 3.6l3.8 3.8M4 16.5h12',
	swap: 'M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3',
	building: 'M4 17V5.5L10 3v14M10 7.5l6 2V17M2.5 17h15M6.5 8v.01M6.5 11v.01M6.5 14v.01M13 12v.01M13 14.5v.01',
	calendar: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5',
	filter: 'M3 5h14M5.5 10h9M8 15h4',
	voucher: 'M3 5.5h14v3a1.5 1.5 0 0 0 0 3v3H3v-3a1.5 1.5 0 0 0 0-3zM12 5.5v2M12 9v2M12 12.5v2',
	plus: 'M10 4v12M4 10h12',
	person: 'M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM4 16.5c.6-3 3-4.6 6-4.6s5.4 1.6 6 4.6',
	leave: 'M12 4H4.5v12H12M9 10h8M14 7l3 3-3 3',
	language: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM3 10h14M10 3c2 2 3 4.4 3 7s-1 5-3 7c-2-2-3-4.4-3-7s1-5 3-7Z',
	theme: 'M16.5 11.8A7 7 0 0 1 8.2 3.500a7 7 0 1 0 8.3 8.300Z',
	scales: 'M10 3.500v13M6 16.500h8M4 6h12M4 6l-2 5h4zM16 6l-2 5h4z',
} as const

export type IconName = keyof typeof drawings

/** A drawing on a 20 px grid beside words; hidden from readers, so the word beside it (or `aria-label`) speaks. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
	return (
		<svg
			className="ic"
			width={size}
			height={size}
			viewBox="0 0 20 20"
			fill="none"
			stroke="currentColor"
			strokeWidth="1.6"
			strokeLinecap="round"
			strokeLinejoin="round"
			aria-hidden="true"
		>
			<path d={drawings[name]} />
		</svg>
	)
}
