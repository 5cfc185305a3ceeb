import { z } from 'zod'
import { longText, optionalFile, positiveYuan, ticked } from '#app/lib/form-fields.ts'

/** The application form. The text of the 承诺书 is stored as it was shown; a signed copy may be added. */
export const applicationForm = z.object({
	requested: positiveYuan(),
	commitment: ticked(),
	signedCopy: optionalFile(),
})

/** Returned or refused: always with a reason the applicant reads. */
export const reasonedForm = z.object({ reason: longText(1000) })
