/**
 * One process of the application in the drill of grants: takes attempts from its parent, asks the queue of the fund as a
 * request would, and passes every answer on at once. It is killed on the way, and so is its database.
 */
import type { Member } from '#app/domain/identity/actor.ts'
import { requestGrant } from '#app/domain/vouchers/grant-queue.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { type DrillCity, faceOf } from './grant-city.ts'

/** [number of the attempt, fund, application], both counted from 0. */
export type Attempt = [attempt: number, fund: number, application: number]
/** `arrived`: this machine's clock when the request came, in nanoseconds. */
export type Answer = { attempt: number; voucher?: string; refusal?: string; error?: string; arrived: string }

const city = JSON.parse(process.argv[2]!) as DrillCity
const now = new Date()
const useBy = '2035-12-31' as LocalDate

const memberOf = (application: number): Member => ({
	type: 'member',
	accountId: BigInt(city.officer),
	name: '',
	organisationId: BigInt(city.firstEnterprise + application),
	organisationName: '',
	organisationKind: 'enterprise',
	isVerified: true,
	divisionCode: '990101',
	roles: ['enterprise_admin'],
})

async function ask([attempt, fundNo, application]: Attempt): Promise<Answer> {
	const arrived = process.hrtime.bigint().toString()
	const fund = city.funds[fundNo]!
	const faceFen = fen(faceOf(application))
	const first = (faceFen * 60n) / 100n
	const ctx = { db: prisma, actor: memberOf(application), now, key: `attempt:${attempt}` }
	// every fourth fund counts each enterprise on a cap of its own
	const capKey = `drill:${fundNo}:${application}`
	const draws = fundNo % 4 === 3 ? [{ capKey, limitFen: faceFen, amountFen: faceFen }] : []
	try {
		const { voucherNumber } = await requestGrant(ctx, {
			fundId: BigInt(fund.id),
			application: { id: BigInt(fund.firstApplication + application) },
			faceFen,
			split: [first, faceFen - first],
			useBy,
			redeemBy: useBy,
			encumbrance: 'grant',
			draws,
			inputs: { fundNo, application },
		})
		return { attempt, voucher: voucherNumber, arrived }
	} catch (error) {
		if (error instanceof DomainError) return { attempt, refusal: error.code, arrived }
		return { attempt, error: error instanceof Error ? error.message : String(error), arrived }
	}
}

let answers: Answer[] = []
process.on('message', (attempts: Attempt[]) => {
	for (const attempt of attempts)
		void ask(attempt).then((answer) => {
			if (answers.push(answer) === 1)
				setImmediate(() => {
					process.send?.(answers)
					answers = []
				})
		})
})
process.once('disconnect', () => process.exit(0))
process.send?.([])
