import { createHash } from 'node:crypto'
import type { IntakeQuestion } from './intake.ts'

/** Tells one set of questions from another: an order answers the one its buyer saw. '' where nothing is asked. */
export const intakeMark = (questions: readonly IntakeQuestion[]): string =>
	questions.length === 0 ? '' : createHash('sha256').update(JSON.stringify(questions)).digest('hex').slice(0, 16)
