import { beforeAll, describe, expect, test } from 'vitest'
import { prisma } from '#app/platform/db.server.ts'
import { serial } from '#tests/fixtures/market.ts'
import { another, ownerTries } from '#tests/fixtures/owner-tries.ts'
import { claimOf } from '#tests/fixtures/refunds.ts'
import { type RewardMarket, rewardMarket } from '#tests/fixtures/rewards.ts'

/** What the database says by itself, whoever asks: the code of a refusal, or the constraint that stands against it. */
const says = (message: string) => expect.objectContaining({ message })
const stands = (constraint: string) => expect.objectContaining({ constraint })

describe('a reward: what the database keeps, past every grant', () => {
	let at: RewardMarket
	/** paid orders, and one that is accepted only */
	let rewarded: bigint
	let free: bigint
	let unpaid: bigint
	/** the draft of a reward for the first order, and its line */
	let draft: bigint
	let line: bigint
	/** the orders' own claim */
	let support: bigint
	let programme: bigint

	/** A further line of that claim. */
	const newLine = (client: Parameters<typeof another>[0], changes: Record<string, unknown> = {}) =>
		another(client, 'claim_line', line, { line_no: 9, ...changes })

	type Row = { programme: bigint; order: bigint; claim: bigint; line: bigint }
	const name = (client: Parameters<typeof another>[0], row: Row) =>
		client.query(
			'INSERT INTO rewarded_order (programme_id, order_id, claim_id, claim_line_id) VALUES ($1, $2, $3, $4)',
			[row.programme, row.order, row.claim, row.line],
		)
	/** An order named for a reward, on a line of its own unless told otherwise. */
	const naming = (changes: Partial<Row> = {}) =>
		ownerTries(async (client) =>
			name(client, { programme, order: free, claim: draft, line: changes.line ?? (await newLine(client)), ...changes }),
		)

	const handIn = (client: Parameters<typeof another>[0]) =>
		client.query(
			`UPDATE claim SET state = 'submitted', payee_account_id = s.payee_account_id, submitted_by_id = s.submitted_by_id, submitted_at = s.submitted_at, evaluation = '{}'
			FROM claim s WHERE claim.id = $1 AND s.id = $2`,
			[draft, support],
		)

	beforeAll(async () => {
		at = await rewardMarket()
		const numbers = [await at.order(), await at.order()]
		unpaid = await at.idOf(await at.order())
		support = await at.support(numbers)
		const number = await at.reward([numbers[0]!])
		;[rewarded, free] = [await at.idOf(numbers[0]!), await at.idOf(numbers[1]!)]
		;({ id: draft } = await claimOf(number))
		;({ id: line } = await prisma.claimLine.findFirstOrThrow({ where: { claimId: draft } }))
		programme = at.market.programmeId
	})

	test('is the provider’s own, paid to it, and a kind that is known', async () => {
		const copy = (changes: Record<string, unknown>) =>
			ownerTries((client) => another(client, 'claim', draft, { number: `DF-${serial()}`, ...changes }))
		await expect(copy({ enterprise_id: at.market.enterpriseId })).rejects.toThrow(
			stands('claim_reward_is_the_providers'),
		)
		await expect(copy({ mode: 'reimburse' })).rejects.toThrow(stands('claim_reward_is_the_providers'))
		await expect(copy({ kind: 'gift' })).rejects.toThrow(stands('claim_kind_known'))
		await expect(ownerTries((client) => newLine(client, { kind: 'gift' }))).rejects.toThrow(
			stands('claim_line_kind_known'),
		)
		await copy({})
	})

	test('names an order once under a programme, on one line', async () => {
		await naming()
		await expect(naming({ order: rewarded })).rejects.toThrow(stands('rewarded_order_pkey'))
		await expect(naming({ line })).rejects.toThrow(stands('rewarded_order_claim_line_id_key'))
	})

	test('names orders of its own programme while it can change, on a line of its own', async () => {
		const notAllowed = says('state.not_allowed')
		await expect(naming({ programme: programme + 1_000n })).rejects.toThrow(notAllowed)
		const among = (of: bigint, changes: Record<string, unknown>, lineOf = of) =>
			ownerTries(async (client) => {
				// why: a claim that was decided takes no further line; only what names the order is asked here
				await client.query('ALTER TABLE claim_line DISABLE TRIGGER USER')
				const own = await newLine(client, { claim_id: lineOf, ...changes })
				return name(client, { programme, order: free, claim: of, line: own })
			})
		await among(draft, {})
		await expect(among(support, {})).rejects.toThrow(notAllowed) // no reward
		await expect(among(draft, { kind: 'award' })).rejects.toThrow(notAllowed)
		await expect(among(draft, {}, support)).rejects.toThrow(notAllowed)
		await expect(
			ownerTries(async (client) => {
				const only = await another(client, 'claim', draft, {
					number: `DF-${serial()}`,
					kind: 'claim_only',
					round_id: at.market.roundId,
				})
				return name(client, { programme, order: free, claim: only, line: await newLine(client, { claim_id: only }) })
			}),
		).rejects.toThrow(notAllowed)
		await expect(
			ownerTries(async (client) => {
				await client.query('ALTER TABLE claim_line DISABLE TRIGGER USER')
				await handIn(client)
				const own = await newLine(client)
				return name(client, { programme, order: free, claim: draft, line: own })
			}),
		).rejects.toThrow(says('state.not_allowed'))
		await expect(naming({ order: unpaid })).rejects.toThrow(says('claim.order_not_paid'))
	})

	test('what names an order never changes', async () => {
		const change = ownerTries((client) =>
			client.query('UPDATE rewarded_order SET order_id = $1 WHERE order_id = $2', [free, rewarded]),
		)
		await expect(change).rejects.toThrow()
	})

	test('is for the provider’s own accepted orders whose claim under that programme is paid', async () => {
		const is = (
			work: Parameters<typeof ownerTries>[0],
			of = programme,
			provider = at.market.providerId,
			order = free,
		) =>
			ownerTries(async (client) => {
				await work(client)
				const { rows } = await client.query('SELECT is_rewardable($1, $2, $3) AS is', [of, order, provider])
				return rows[0].is
			})
		const asItIs = async () => {}
		expect(await is(asItIs)).toBe(true)
		expect(await is(asItIs, programme + 1_000n)).toBe(false)
		expect(await is(asItIs, programme, at.market.enterpriseId)).toBe(false)
		expect(await is(asItIs, programme, at.market.providerId, unpaid)).toBe(false)
		const unguarded = (table: string, state: string, id: bigint) =>
			is(async (client) => {
				await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
				await client.query(`UPDATE ${table} SET state = $1 WHERE id = $2`, [state, id])
			})
		expect(await unguarded('"order"', 'closed', free)).toBe(true)
		expect(await unguarded('"order"', 'delivered', free)).toBe(false)
		expect(await unguarded('claim', 'approved', support)).toBe(false)
	})

	test('is not handed in on an order that is not paid any more, nor on none', async () => {
		const handedInAfter = (...statements: [string, bigint][]) =>
			ownerTries(async (client) => {
				for (const [statement, id] of statements) await client.query(statement, [id])
				return handIn(client)
			})
		await handedInAfter()
		await expect(handedInAfter([`UPDATE claim SET state = 'partly_paid' WHERE id = $1`, support])).rejects.toThrow(
			says('claim.order_not_paid'),
		)
		await expect(handedInAfter(['DELETE FROM rewarded_order WHERE claim_id = $1', draft])).rejects.toThrow(
			says('claim.order_not_paid'),
		)
	})

	test('taken back, or without the line, it leaves its order to another', async () => {
		const left = (what: string) =>
			ownerTries(async (client) => {
				await client.query(what, [draft])
				const { rows } = await client.query('SELECT count(*)::int AS n FROM rewarded_order WHERE claim_id = $1', [
					draft,
				])
				return rows[0].n
			})
		expect(await left('SELECT $1::bigint')).toBe(1)
		expect(await left(`UPDATE claim SET state = 'withdrawn' WHERE id = $1`)).toBe(0)
		expect(await left('DELETE FROM claim_line WHERE claim_id = $1')).toBe(0)
	})
})
