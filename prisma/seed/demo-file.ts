/** A one-page PDF that says what it is and that it is a demo; different words give a different file. */
export function demoPdf(name: string, lines: readonly string[]): File {
	const text = ['DEMO - NOT A REAL DOCUMENT', ...lines].map((line) =>
		line.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&'),
	)
	const content = `BT /F1 14 Tf 60 780 Td 20 TL ${text.map((line) => `(${line}) Tj T*`).join(' ')} ET`
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	]
	let pdf = '%PDF-1.4\n'
	const offsets = objects.map((object, index) => {
		const offset = pdf.length
		pdf += `${index + 1} 0 obj\n${object}\nendobj\n`
		return offset
	})
	const xref = pdf.length
	pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((o) => `${o.toString().padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`
	return new File([pdf], name, { type: 'application/pdf' })
}
