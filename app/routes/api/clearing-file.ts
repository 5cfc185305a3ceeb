import { listAdvances } from '#app/domain/settlement/advances.server.ts'
import { listClearings } from '#app/domain/settlement/clearings.server.ts'
import { csvField } from '#app/lib/csv-line.ts'
import { plainYuan } from '#app/lib/money.ts'
import { fileLoader } from '#app/web/download.server.ts'
import { textOf } from '#app/web/texts.server.ts'

/** The clearings of the reader's authority as its statement with the other sides: each side's file has the same lines. Below them the advances between its levels. */
export const loader = fileLoader(async (ctx, { context: { locale } }) => {
	const { clearings } = await listClearings(ctx)
	const lines = clearings.map((one) =>
		[
			one.number,
			one.decisionNo,
			textOf(locale, `clearing.side_${one.side}`),
			one.other,
			one.creditor,
			one.debtor,
			one.claim,
			plainYuan(one.amountFen),
			textOf(locale, `status.clearing.${one.state}`),
			one.proposedBy,
			one.proposedOn,
			one.decidedBy ?? '',
			one.decidedOn ?? '',
		]
			.map(csvField)
			.join(','),
	)
	const advances = (await listAdvances(ctx)).map((one) =>
		[
			one.number,
			one.decisionNo,
			one.fund,
			one.payer,
			one.debtor,
			plainYuan(one.amountFen),
			plainYuan(one.repaidFen),
			plainYuan(one.dueFen),
			textOf(locale, `status.advance.${one.state}`),
			one.proposedBy,
			one.proposedOn,
			one.decidedBy ?? '',
			one.decidedOn ?? '',
		]
			.map(csvField)
			.join(','),
	)
	if (advances.length > 0) lines.push('', textOf(locale, 'advance.head'), ...advances)
	const content = `\uFEFF${[textOf(locale, 'clearing.head'), ...lines].join('\r\n')}\r\n`
	return { name: `${textOf(locale, 'clearing.file_name')}.csv`, content }
})
