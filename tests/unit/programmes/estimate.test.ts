import { expect, test } from 'vitest'
import { estimate, evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import linhu from '#prisma/seed/programmes/yunze-linhu-2026/programme.json' with { type: 'json' }

const document = programmeDocument.parse(linhu)
const facts: Facts = {
	step: 'order',
	at: parseDay('2026-03-02'),
	enterprise: { division: '990102' },
	provider: { division: '990102', isRegistered: true },
	service: { categories: ['testing', 't-metal', 't-metal-mech'], channel: 'platform' },
	money: { contractFen: fen(106_000), taxRateBp: 600 },
	used: {},
}

test('an estimate leaves out a bonus nobody has answered, and says so; a decision asks', () => {
	const guessed = estimate(document, facts)
	// 1,060.00 with 6 % tax is 1,000.00 without; testing pays 30 %
	expect(guessed).toMatchObject({ decision: 'eligible', amountFen: 30_000n })
	expect(guessed.reasons).toContainEqual(expect.objectContaining({ code: 'bonus.high-tech', verdict: 'info' }))
	expect(evaluate(document, facts).decision).toBe('needs')
})
