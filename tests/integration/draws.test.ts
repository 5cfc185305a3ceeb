import { describe, expect, test } from 'vitest'
import { carryOutDraws } from '#app/domain/draws/carry-out-draws.server.ts'
import { closeList } from '#app/domain/draws/close-list.server.ts'
import { recomputeDraw } from '#app/domain/draws/draw-list.server.ts'
import { drawListText, drawOf, getDeskDraw, getPublicDraw } from '#app/domain/draws/draws.server.ts'
import { enterNumber } from '#app/domain/draws/enter-number.server.ts'
import { givePoints } from '#app/domain/draws/give-points.server.ts'
import { approveDraw, returnNumber } from '#app/domain/draws/rule-draw.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { getApplication } from '#app/domain/vouchers/applications.server.ts'
import {
	refuseApplication,
	returnApplication,
	withdrawApplication,
} from '#app/domain/vouchers/decide-application.server.ts'
import { grantApplication } from '#app/domain/vouchers/grant-application.server.ts'
import { resubmitApplication, submitApplication } from '#app/domain/vouchers/submit-application.server.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { type DrawRound, days, lottery, openDrawRound, ranked, winning } from '#tests/fixtures/draws.ts'
import { database } from '#tests/fixtures/integration.ts'
import { ownerPool } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const equal = (count: number, yuan = 50_000) => Array.from({ length: count }, () => yuan)

async function expectWhole() {
	const client = await ownerPool().connect()
	try {
		expect((await verifyBooks(client)).named).toEqual([])
	} finally {
		client.release()
	}
}

/** The draw as everyone can reckon it again, from the downloaded list and the published number. */
async function reckoned(draw: DrawRound, number: string | null = winning) {
	return recomputeDraw(await drawListText(draw.reviewer, draw.round), number)
}
const placesOf = async (draw: DrawRound) =>
	(await getPublicDraw(draw.worker, draw.round, 1)).candidates.map(({ number }) => number)

describe('a lottery', () => {
	test('list, number, approval, grants: the order is the one anyone reckons, and the money runs out in it', async () => {
		const draw = await openDrawRound(lottery, equal(6), 200_000)
		expect((await getApplication(draw.reviewer, draw.numbers[0]!)).steps).toEqual(['return', 'refuse'])
		await expect(grantApplication(draw.reviewer, { number: draw.numbers[0]! })).rejects.toEqual(
			refusal('draw.grants_only'),
		)
		await draw.closeList()
		await draw.enterNumber()
		await draw.approve()
		await carryOutDraws(draw.worker)
		const { order, listHash, seed } = await reckoned(draw)
		const page = await getPublicDraw(draw.worker, draw.round, 1)
		expect(page).toMatchObject({
			stage: 'done',
			list: { hash: listHash, candidates: 6, totalFen: 30_000_000n, numberOn: '2026-04-03' },
			number: { number: winning, seed },
			counts: { granted: 4, grantedFen: 20_000_000n, others: 2, left: 0 },
		})
		expect(page.candidates.map(({ number }) => number)).toEqual(order)
		expect(page.candidates.map(({ outcome }) => outcome)).toEqual([
			...Array(4).fill('granted'),
			'exhausted',
			'exhausted',
		])
		expect(page.candidates.map(({ enterprise }) => enterprise !== null)).toEqual([...Array(4).fill(true), false, false])
		const last = draw.numbers.indexOf(order[5]!)
		expect(await drawOf(draw.applicants[last]!, order[5]!)).toMatchObject({ place: 6, outcome: 'exhausted' })
		expect((await getApplication(draw.applicants[last]!, order[5]!)).state).toBe('not_drawn')
		expect(await draw.stages()).toMatchObject({ granted: [12_000_000n, 8_000_000n], available: [0n, 0n] })
		const granted = await prisma.application.findFirstOrThrow({ where: { number: order[0]! } })
		expect(granted.reviewedById).toBe(draw.idOf(draw.officer))
		await expectWhole()
	})

	test('the list waits for the window, and holds everyone eligible, as the second list of nobody', async () => {
		const draw = await openDrawRound(lottery, equal(3))
		await expect(closeList(draw.at(draw.reviewer, days.apply), { round: draw.round })).rejects.toEqual(
			refusal('draw.round_open'),
		)
		await expect(closeList(draw.at(draw.finance, days.close), { round: draw.round })).rejects.toEqual(
			refusal('access.denied'),
		)
		await returnApplication(draw.reviewer, { number: draw.numbers[1]!, reason: '补正' })
		await ownerPool().query(
			`UPDATE organisation SET division_code = '990101' WHERE id = (SELECT enterprise_id FROM application WHERE number = $1)`,
			[draw.numbers[2]],
		)
		await draw.closeList()
		expect(await draw.states()).toEqual(['submitted', 'not_drawn', 'not_drawn'])
		expect((await drawOf(draw.applicants[1]!, draw.numbers[1]!))?.outcome).toBe('not_corrected')
		expect((await drawOf(draw.applicants[2]!, draw.numbers[2]!))?.outcome).toBe('not_eligible')
		await expect(draw.closeList()).rejects.toEqual(refusal('state.changed_meanwhile'))
		await expectWhole()
	})

	test('a list of nobody is not closed', async () => {
		const draw = await openDrawRound(lottery, [])
		await expect(draw.closeList()).rejects.toEqual(refusal('draw.nobody'))
	})

	test('once closed nobody is added, sent back or refused; only the applicant may step out', async () => {
		const draw = await openDrawRound(lottery, equal(4), 100_000)
		await draw.closeList()
		const [first, second] = draw.numbers as [string, string]
		const late = { round: draw.round, requested: fen(5_000_000) }
		await expect(submitApplication(draw.at(draw.buyer, days.apply), late)).rejects.toThrow()
		for (const attempt of [
			() => returnApplication(draw.reviewer, { number: first, reason: '—' }),
			() => refuseApplication(draw.officer, { number: first, reason: '—' }),
		])
			await expect(attempt()).rejects.toEqual(refusal('draw.list_closed'))
		expect((await getApplication(draw.reviewer, first)).steps).toEqual([])
		expect((await getApplication(draw.applicants[1]!, second)).steps).toEqual(['withdraw'])
		await withdrawApplication(draw.applicants[1]!, { number: second })
		await expect(
			resubmitApplication(draw.applicants[1]!, { number: second, requested: fen(5_000_000) }),
		).rejects.toEqual(refusal('state.not_allowed'))
		await draw.enterNumber()
		await draw.approve()
		await carryOutDraws(draw.worker)
		const { candidates, counts } = await getPublicDraw(draw.worker, draw.round, 1)
		expect(candidates.find(({ number }) => number === second)?.outcome).toBe('withdrawn')
		expect(counts).toMatchObject({ granted: 2, others: 2 })
		await expectWhole()
	})

	test('the hash stands before the number: no number without a list, none before its day, none of another length', async () => {
		const draw = await openDrawRound(lottery, equal(2))
		await expect(draw.enterNumber()).rejects.toEqual(refusal('not_found'))
		await draw.closeList()
		const { list } = await getPublicDraw(draw.worker, draw.round, 1)
		const enter = (now: Date, drawnOn: string, number = winning) =>
			enterNumber(draw.at(draw.reviewer, now), { round: draw.round, number, drawnOn: parseDay(drawnOn) })
		for (const [now, drawnOn] of [
			[days.close, '2026-04-01'],
			[days.early, '2026-04-02'],
			[days.early, '2026-04-03'],
			[days.due, '2026-04-02'],
			[days.due, '2026-04-04'],
		] as const)
			await expect(enter(now, drawnOn)).rejects.toEqual(refusal('draw.number_early'))
		await expect(enter(days.due, '2026-04-03', '1234')).rejects.toEqual(refusal('draw.number_digits'))
		await enter(days.due, '2026-04-03')
		await expect(enter(days.due, '2026-04-03', '99999999999999')).rejects.toEqual(refusal('state.changed_meanwhile'))
		const after = await getPublicDraw(draw.worker, draw.round, 1)
		expect(after.list?.hash).toBe(list?.hash)
		expect(after.stage).toBe('to_approve')
	})

	test('a second person approves: not who closed the list, nor who entered the number, in the database too', async () => {
		const draw = await openDrawRound(lottery, equal(2))
		await closeList(draw.at(draw.officer, days.close), { round: draw.round })
		await enterNumber(draw.at(draw.secondOfficer, days.due), {
			round: draw.round,
			number: winning,
			drawnOn: parseDay('2026-04-03'),
		})
		for (const person of [draw.officer, draw.secondOfficer]) {
			await expect(draw.approve(person)).rejects.toEqual(refusal('access.other_person'))
			expect((await getDeskDraw(draw.at(person, days.due), draw.round, 1)).may.rule).toBe(false)
		}
		const { id } = await prisma.draw.findFirstOrThrow({ orderBy: { id: 'desc' } })
		for (const person of [draw.officer, draw.secondOfficer])
			await expect(
				ownerPool().query(
					`INSERT INTO draw_ruling (draw_id, number_id, kind, ruled_by_id, ruled_at) VALUES ($1, $2, 'approved', $3, now())`,
					[id, await draw.entered(), draw.idOf(person)],
				),
			).rejects.toThrow('access.other_person')
		await draw.approve(draw.finance)
	})

	test('a number that does not match its source is sent back with the reason, and stays visible', async () => {
		const draw = await openDrawRound(lottery, equal(2))
		await draw.closeList()
		await enterNumber(draw.at(draw.reviewer, days.due), {
			round: draw.round,
			number: '11111111111111',
			drawnOn: parseDay('2026-04-03'),
		})
		const wrong = await draw.entered()
		await returnNumber(draw.at(draw.officer, days.due), { round: draw.round, entered: wrong, reason: '与官网不符' })
		await draw.enterNumber()
		await expect(approveDraw(draw.at(draw.officer, days.due), { round: draw.round, entered: wrong })).rejects.toEqual(
			refusal('state.changed_meanwhile'),
		)
		await draw.approve()
		const page = await getPublicDraw(draw.worker, draw.round, 1)
		expect(page.returned).toEqual([{ number: '11111111111111', drawnOn: '2026-04-03', reason: '与官网不符' }])
		expect(page.number?.number).toBe(winning)
	})

	test('what was closed cannot be changed, by nobody', async () => {
		const draw = await openDrawRound(lottery, equal(2))
		await draw.closeList()
		await draw.enterNumber()
		await draw.approve()
		await carryOutDraws(draw.worker)
		for (const table of ['draw', 'draw_candidate', 'draw_number', 'draw_ruling', 'draw_place', 'draw_outcome'])
			for (const change of [
				`UPDATE ${table} SET draw_id = draw_id`,
				`DELETE FROM ${table}`,
				`TRUNCATE ${table} CASCADE`,
			])
				await expect(
					ownerPool().query(change.replace('draw SET draw_id = draw_id', 'draw SET giving = giving')),
				).rejects.toThrow(/never changed or deleted/)
		await expect(prisma.draw.create({ data: {} as never })).rejects.toThrow()
		await expect(
			prisma.$executeRaw`INSERT INTO draw_outcome (application_id, draw_id, kind, at) VALUES (1, 1, 'granted', now())`,
		).rejects.toThrow(/permission denied/)
	})

	test('no voucher goes past the draw: the database refuses the books themselves', async () => {
		const draw = await openDrawRound(lottery, equal(1))
		const application = await prisma.application.findUniqueOrThrow({ where: { number: draw.numbers[0]! } })
		const request = {
			applicationId: application.id.toString(),
			number: `KJ-${draw.round}`,
			faceFen: '5000000',
			split: ['3000000', '2000000'],
			encumbrance: 'grant',
			draws: [],
		}
		const ctx = { actorId: draw.idOf(draw.reviewer).toString(), scopeOrgId: draw.authorityId.toString(), now: days.due }
		await expect(
			ownerPool().query('SELECT grant_vouchers($1, $2)', [
				JSON.stringify(ctx),
				JSON.stringify({ fundId: draw.fundId.toString(), requests: [request] }),
			]),
		).rejects.toThrow('draw.grants_only')
	})

	test('who asks for more than the rest goes empty, and stands in nobody’s way', async () => {
		const draw = await openDrawRound(lottery, [90_000, 90_000, 90_000, 90_000, 5_000, 5_000], 100_000)
		await draw.closeList()
		await draw.enterNumber()
		await draw.approve()
		await carryOutDraws(draw.worker)
		const { candidates } = await getPublicDraw(draw.worker, draw.round, 1)
		let rest = 10_000_000n
		for (const { amountFen, outcome } of candidates) {
			expect(outcome).toBe(amountFen <= rest ? 'granted' : 'exhausted')
			if (outcome === 'granted') rest -= amountFen
		}
		const small = candidates.filter(({ amountFen }) => amountFen === 500_000n)
		expect(small.every(({ outcome }) => outcome === 'granted')).toBe(true)
		await expectWhole()
	})

	test('32 approvals at once are one', async () => {
		const draw = await openDrawRound(lottery, equal(3))
		await draw.closeList()
		await draw.enterNumber()
		const entered = await draw.entered()
		const approve = (n: number) =>
			approveDraw(
				{ ...draw.at(n % 2 ? draw.officer : draw.secondOfficer, days.due), key: `approve:${n}` },
				{ round: draw.round, entered },
			)
		const all = await Promise.allSettled(Array.from({ length: 32 }, (_, n) => approve(n)))
		expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		for (const each of all)
			if (each.status === 'rejected') expect(each.reason).toEqual(refusal('state.changed_meanwhile'))
		const winner = all.findIndex(({ status }) => status === 'fulfilled')
		await Promise.all(Array.from({ length: 8 }, () => approve(winner)))
		const { id } = await prisma.draw.findFirstOrThrow({ orderBy: { id: 'desc' } })
		expect(await prisma.drawRuling.count({ where: { drawId: id } })).toBe(1)
		expect(await prisma.drawPlace.count({ where: { drawId: id } })).toBe(3)
	})

	test('a process killed half way leaves whole steps; two others finish them without a double', async () => {
		const draw = await openDrawRound(lottery, equal(7, 10_000))
		await draw.closeList()
		await draw.enterNumber()
		await draw.approve()
		const client = await ownerPool().connect()
		try {
			await client.query('BEGIN')
			await client.query('SELECT FROM fund_balance WHERE fund_id = $1 FOR UPDATE', [draw.fundId])
			const killed = carryOutDraws(draw.worker, 2).catch((error: unknown) => error)
			await withClient(database.superUrl, async (superuser) => {
				for (let ended = 0; ended === 0; )
					ended = (
						await superuser.query(
							`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
							WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%carry_out_draw(%'`,
						)
					).rows.length
			})
			expect(await killed).toBeInstanceOf(Error)
		} finally {
			await client.query('ROLLBACK')
			client.release()
		}
		expect(await draw.states()).toEqual(Array(7).fill('submitted'))
		await Promise.all([carryOutDraws(draw.worker, 2), carryOutDraws(draw.worker, 3)])
		await carryOutDraws(draw.worker)
		expect(await draw.states()).toEqual(Array(7).fill('granted'))
		expect(await prisma.voucher.count({ where: { fundId: draw.fundId } })).toBe(7)
		expect(await draw.stages()).toMatchObject({ granted: [4_200_000n, 2_800_000n] })
		expect(await placesOf(draw)).toEqual((await reckoned(draw)).order)
		await expectWhole()
	})

	test('a double click closes the list once and answers the same', async () => {
		const draw = await openDrawRound(lottery, equal(2))
		const ctx = { ...draw.at(draw.reviewer, days.close), key: `close:${draw.round}` }
		await closeList(ctx, { round: draw.round })
		await closeList(ctx, { round: draw.round })
		const round = await prisma.round.findUniqueOrThrow({ where: { number: draw.round } })
		expect(await prisma.draw.count({ where: { roundId: round.id } })).toBe(1)
	})

	test('two who close at once: one list', async () => {
		const draw = await openDrawRound(lottery, equal(3))
		const both = await Promise.allSettled([draw.closeList(), draw.closeList()])
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
	})
})

describe('a ranking', () => {
	const points = (draw: DrawRound, index: number, given: number) =>
		givePoints(draw.reviewer, {
			number: draw.numbers[index]!,
			criterion: 'need',
			points: given,
			reason: '需求明确，预算合理',
		})

	test('by score from the highest down, equal scores by arrival, as the published list says', async () => {
		const draw = await openDrawRound(ranked, equal(4), 150_000)
		await points(draw, 0, 2)
		await expect(draw.closeList()).rejects.toEqual(refusal('draw.scores_missing'))
		// facts count 2 each from 50 up: 100, 102, 104, 106
		await points(draw, 1, 1)
		await points(draw, 2, 0)
		await points(draw, 3, 10)
		await points(draw, 0, 1)
		await draw.closeList()
		await expect(points(draw, 0, 9)).rejects.toEqual(refusal('draw.list_closed'))
		await draw.approve()
		await carryOutDraws(draw.worker)
		const { candidates } = await getPublicDraw(draw.worker, draw.round, 1)
		expect(candidates.map(({ number, score }) => [draw.numbers.indexOf(number), score])).toEqual([
			[3, 156],
			[1, 107],
			[0, 105],
			[2, 104],
		])
		expect(candidates.map(({ outcome }) => outcome)).toEqual(['granted', 'granted', 'granted', 'exhausted'])
		expect((await reckoned(draw, null)).order).toEqual(candidates.map(({ number }) => number))
		await expectWhole()
	})

	test('points have a most, a known criterion, and another giver than the applicant', async () => {
		const draw = await openDrawRound(ranked, equal(1))
		const [number] = draw.numbers as [string]
		await expect(points(draw, 0, 11)).rejects.toEqual(refusal('draw.points_too_many'))
		const give = (ctx = draw.reviewer, criterion = 'need') =>
			givePoints(ctx, { number, criterion, points: 1, reason: '—' })
		await expect(give(draw.reviewer, 'innovation')).rejects.toEqual(refusal('input.invalid'))
		await expect(give(draw.finance)).rejects.toEqual(refusal('access.denied'))
		await expect(give(draw.applicants[0])).rejects.toEqual(refusal('access.denied'))
	})
})
