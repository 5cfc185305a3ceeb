import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'

/** Days a claim stands on public notice before it is approved; 0: no notice. */
export const claimNoticeDays = ({ process }: ProgrammeDocument): number =>
	process.notice.points.includes('claim') ? process.notice.days : 0

/**
 * Working days a reviewer has from submission. Published rules seldom say; five is the platform's own setting and is
 * marked as such where it is shown.
 */
export const reviewWorkingDays = 5
