import type { useT } from '#app/components/texts.tsx'

/** A share in words: 按金额 5%. */
export const shareWords = (t: ReturnType<typeof useT>['t'], by: string, bp: number) =>
	t(by === 'amount' ? 'sampling.by_amount' : 'sampling.by_count', { percent: bp / 100 })
