import { z } from 'zod'
import { day, optionalText, optionalTick, reference } from '#app/lib/form-fields.ts'
import { endOfDay, type LocalDate } from '#app/lib/time.ts'

/** What a batch takes when its lines are not ticked: everything of its source that a rule names and no other batch holds. */
export type BatchPick = {
	/** approved before this moment: the end of the cut-off day */
	approvedBefore: string
	mode?: 'deduct' | 'reimburse'
	/** the only payee */
	claimantId?: string
	/** code of the payees' district */
	division?: string
	/** the last line, in order of approval, that the free received money covered when the batch was opened (排队) */
	throughAt?: string
	throughId?: string
}

/** An empty choice means: all. */
export const createBatchByRuleForm = z.object({
	fund: reference(),
	source: z
		.string()
		.regex(/^\d{1,3}$/, 'field.required')
		.transform(Number),
	approvedThrough: day(),
	mode: z.enum(['', 'deduct', 'reimburse']).optional().default(''),
	division: optionalText(6),
	withinFree: optionalTick(),
})

/** The rule as it is kept: a day means the whole day, to 24:00 Asia/Shanghai. */
export const pickOf = (input: {
	approvedThrough: LocalDate
	mode: '' | 'deduct' | 'reimburse'
	division: string
}): BatchPick => ({
	approvedBefore: endOfDay(input.approvedThrough).toISOString(),
	...(input.mode && { mode: input.mode }),
	...(input.division && { division: input.division }),
})
