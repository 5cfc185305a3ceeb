import { z } from 'zod'
import { optionalText, positiveYuan, reference, text, wholeNumber, yuan } from '#app/lib/form-fields.ts'

/** What a correction concerns: a document of a source (指标文件), or the split of a draw over the sources. */
export type CorrectionKind = 'appropriation' | 'split'

/** For a document: the right source, amount and number, or no source to take it back only. For a draw: the right split, by source. */
export const correctionForm = z
	.object({
		transfer: reference(),
		reason: text(300),
		rightSource: wholeNumber(1, 9).optional(),
		rightAmount: positiveYuan().optional(),
		rightDocument: optionalText(80),
		split: z.array(yuan()).max(9).optional(),
	})
	.superRefine((input, ctx) => {
		const isHalf = (input.rightSource === undefined) !== (input.rightAmount === undefined)
		const path = input.rightSource === undefined ? 'rightSource' : 'rightAmount'
		if (isHalf) ctx.addIssue({ code: 'custom', path: [path], message: 'field.required' })
	})
export type CorrectionInput = z.output<typeof correctionForm>

export const correctionStepForm = z.object({ correction: reference() })
