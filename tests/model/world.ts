import { createHash } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { foldBooks, sealBooks } from '#app/domain/ledger/keep-books.server.ts'
import { plainYuan } from '#app/lib/money.ts'
import { pool } from '#app/platform/db.server.ts'
import { accountDigits, insertRow, ownerPool, serial } from '#tests/fixtures/market.ts'
import { type Claim, type Clawback, dayOf, type Model, type Order, type Proposal, type Seat } from './model.ts'
import { type Snapshot, snapshotSql } from './snapshot.ts'
import { personOf, sharedTown, sourceNames, start, type Town } from './town.ts'

/** The application's pool without the query engine around it: three of four runs go this way, for their number. */
const direct = {
	$queryRawUnsafe: async (text: string, ...values: unknown[]) => (await pool.query(text, values)).rows,
} as unknown as Context['db']

/** The real side of one run: its own fund on shared organisations, and the ids of what it made. */
export class World {
	ids = {
		documents: [] as bigint[],
		applications: [] as bigint[],
		orders: [] as bigint[],
		claims: [] as bigint[],
		batches: [] as bigint[],
		bankLines: [] as bigint[],
		proposals: [] as bigint[],
		clawbacks: [] as bigint[],
	}
	seen!: Snapshot
	private now = start.getTime()
	private constructor(
		readonly town: Town,
		readonly name: string,
		readonly fundId: bigint,
		readonly programmeId: bigint,
		private readonly versionId: bigint,
		private readonly roundId: bigint,
		private readonly accounts: string[],
		private readonly isDirect: boolean,
	) {}

	static readonly start = start.getTime()

	static async open(sources: number, isDirect: boolean): Promise<World> {
		const shared = await sharedTown()
		const { authority, seats } = shared
		const name = `m${serial()}`
		const [officer, second] = [personOf(seats.officer), personOf(seats.secondOfficer)]
		const programmeId = await insertRow('programme', {
			number: `BF-${name}`,
			authority_id: authority,
			name: '演示实施办法',
		})
		const versionId = await insertRow('programme_version', {
			programme_id: programmeId,
			version_no: 1,
			document: '{}',
			document_hash: '0'.repeat(64),
			state: 'draft',
			created_by_id: officer,
		})
		const fundId = await insertRow('fund', {
			number: `ZJ-${name}`,
			authority_id: authority,
			programme_id: programmeId,
			budget_year: 2026,
			name: '演示专项资金',
			project_code: 'P001',
			functional_class: '2060404',
			economic_class: '31299',
			created_by_id: officer,
		})
		const accounts = sourceNames.slice(0, sources).map(() => accountDigits('9900'))
		await ownerPool().query(
			`INSERT INTO funding_source (fund_id, source_no, code, name, account_name, account_no, bank_name, bank_code)
			 SELECT $1, n, code, code, '演示财政', account, '演示银行', '990000000001' FROM unnest($2::text[], $3::text[]) WITH ORDINALITY u(code, account, n)`,
			[fundId, sourceNames.slice(0, sources), accounts],
		)
		const roundId = await insertRow('round', {
			number: `PC-${name}`,
			programme_id: programmeId,
			version_id: versionId,
			fund_id: fundId,
			name: '第一批',
			notice_no: '云科通〔2026〕1号',
			opens_at: start,
			closes_at: new Date('2027-12-31T16:00:00Z'),
			service_from: '2026-01-01',
			service_until: '2027-12-31',
			contact: '演示联系人',
			state: 'approved',
			created_by_id: officer,
			approved_by_id: second,
		})
		return new World(shared, name, fundId, programmeId, versionId, roundId, accounts, isDirect)
	}

	/** Who calls: a seat of the authority, or a person of one enterprise or provider. */
	context(seat: Seat, side: number | undefined, key: string): Context {
		const { seats, enterprises, providers } = this.town
		const ctx = seats[seat]
		const actor = ctx.actor as Member
		const organisationId =
			seat === 'buyer' ? enterprises[side ?? 0]! : seat === 'seller' ? providers[side ?? 0]! : actor.organisationId
		const db = this.isDirect ? direct : ctx.db
		return { ...ctx, db, actor: { ...actor, organisationId }, now: new Date(this.now), key }
	}

	setClock(now: number): void {
		this.now = now
	}

	voucherId = (number: string) => BigInt(this.seen.vouchers[number]!.id)
	paymentId(key: string): bigint {
		const [batch, provider] = key.split(':').map(Number)
		const { ids, town } = this
		const found = this.seen.payments.find(
			(p) => BigInt(p.batch) === ids.batches[batch!] && BigInt(p.payee) === town.providers[provider!],
		)
		return BigInt(found!.id)
	}

	async look(): Promise<Snapshot> {
		const { ids, town } = this
		const orgs = [town.authority, ...town.providers, ...town.enterprises]
		const lists = [
			ids.orders,
			ids.claims,
			ids.batches,
			ids.bankLines,
			ids.documents,
			ids.applications,
			orgs,
			ids.proposals,
			ids.clawbacks,
		]
		const { rows } = await ownerPool().query<{ found: Snapshot }>({
			name: 'model-snapshot',
			text: snapshotSql,
			values: [this.fundId, `${this.name}:`, ...lists],
		})
		this.seen = rows[0]!.found
		return this.seen
	}

	fold = () => foldBooks()
	seal = () => sealBooks()

	async addDocument({ source, amount }: { source: number; amount: bigint }): Promise<void> {
		const row = {
			fund_id: this.fundId,
			source_no: source,
			document_no: `云财教〔2026〕${serial()}号`,
			amount_fen: amount,
		}
		this.ids.documents.push(
			await insertRow('appropriation', { ...row, created_by_id: personOf(this.town.seats.officer) }),
		)
	}

	async addApplication(enterprise: number): Promise<void> {
		this.ids.applications.push(
			await insertRow('application', {
				number: `SL-${serial()}`,
				round_id: this.roundId,
				version_id: this.versionId,
				enterprise_id: this.town.enterprises[enterprise],
				requested_fen: 1n,
				facts: '{}',
				evaluation: '{}',
				commitment_text: '承诺书',
				submitted_by_id: personOf(this.town.seats.buyer),
			}),
		)
	}

	async addOrder({ enterprise, provider, voucher, price }: Order): Promise<void> {
		const seen = voucher === null ? undefined : this.seen.vouchers[voucher]!
		const rules = seen && {
			voucher_id: seen.id,
			entitlement_id: seen.entitlement,
			programme_id: this.programmeId,
			version_id: this.versionId,
			mode: 'deduct',
		}
		this.ids.orders.push(
			await insertRow('order', {
				number: `DD-${serial()}`,
				listing_id: this.town.listing,
				listing_snapshot: '{}',
				enterprise_id: this.town.enterprises[enterprise],
				provider_id: this.town.providers[provider],
				quantity: 1,
				unit_price_fen: price,
				price_fen: price,
				...rules,
			}),
		)
	}

	/** The steps of an order that move no money, up to the state it has in the model. */
	async advanceOrder(index: number, from: string, { state, finalPrice }: Order): Promise<void> {
		const { buyer, seller } = this.town.seats
		const steps: [string, string][] =
			from === 'in_service'
				? [['delivered', `report_no = 'BG-1', report_on = '2026-03-10', delivered_at = now()`]]
				: [
						['confirmed', 'confirmed_at = now()'],
						[
							'contracted',
							`contract_no = 'HT-1', contract_on = '2026-03-10', contract_signature = 'paper', contract_provider_by_id = ${personOf(seller)}, contract_enterprise_by_id = ${personOf(buyer)}, contracted_at = now()`,
						],
						['price_proposed', `final_price_fen = ${finalPrice}`],
					]
		const first = from === 'confirmed' ? 1 : 0
		const last = steps.findIndex(([name]) => name === state)
		const id = this.ids.orders[index]!
		await ownerPool().query(
			steps
				.slice(first, last + 1)
				.map(([name, values]) => `UPDATE "order" SET state = '${name}', ${values} WHERE id = ${id}`)
				.join(';'),
		)
	}

	async addClaim(claim: Claim, m: Model): Promise<void> {
		const { town, fundId, programmeId, versionId, roundId } = this
		const order = claim.lines[0]!.order
		const sum = (what: 'claimed' | 'approved') => claim.lines.reduce((all, line) => all + line[what], 0n)
		const reviewed =
			claim.state === 'submitted'
				? {}
				: { reviewed_by_id: personOf(town.seats.reviewer), approved_fen: sum('approved'), reviewed_at: new Date(m.now) }
		const id = await insertRow('claim', {
			number: `DF-${serial()}`,
			programme_id: programmeId,
			version_id: versionId,
			round_id: roundId,
			fund_id: fundId,
			kind: claim.kind,
			mode: 'deduct',
			claimant_id: town.providers[claim.provider],
			enterprise_id: town.enterprises[order === null ? 0 : m.orders[order]!.enterprise],
			payee_account_id: town.payees[claim.provider],
			state: claim.state,
			claimed_fen: sum('claimed'),
			submitted_at: new Date(m.now),
			submitted_by_id: personOf(town.seats.seller),
			...reviewed,
		})
		this.ids.claims.push(id)
		for (const [i, line] of claim.lines.entries())
			await insertRow('claim_line', {
				claim_id: id,
				line_no: i + 1,
				kind: line.order === null ? 'award' : 'order',
				order_id: line.order === null ? null : this.ids.orders[line.order],
				title: '演示服务',
				base_fen: line.claimed * 2n,
				claimed_fen: line.claimed,
				approved_fen: line.approved,
				cut_reason: line.approved < line.claimed ? '演示核减' : null,
			})
		if (claim.noticeUntil !== null) await this.publish(id, claim.noticeUntil, m)
	}

	private async publish(claimId: bigint, closesOn: string, m: Model): Promise<void> {
		const notice = await insertRow('notice', {
			number: `GS-${serial()}`,
			authority_id: this.town.authority,
			fund_id: this.fundId,
			title: '演示公示',
			basis: '演示',
			contact: '演示',
			snapshot: '{}',
			snapshot_hash: '0'.repeat(64),
			opens_on: dayOf(m.now),
			closes_on: closesOn,
			published_by_id: personOf(this.town.seats.reviewer),
			published_at: new Date(m.now),
		})
		await ownerPool().query('INSERT INTO notice_item (notice_id, claim_id) VALUES ($1, $2)', [notice, claimId])
	}

	async addBatch(source: number, payLines: readonly string[]): Promise<void> {
		const id = await insertRow('batch', {
			number: `QS-${serial()}`,
			fund_id: this.fundId,
			source_no: source,
			created_by_id: personOf(this.town.seats.settlementOfficer),
		})
		this.ids.batches.push(id)
		const wanted = payLines.map((key) => {
			const [claim, line] = key.split(':').map(Number)
			return this.seen.payLines.find((p) => BigInt(p.claim) === this.ids.claims[claim!] && p.source === line)!.id
		})
		await ownerPool().query(
			`INSERT INTO settlement_line (pay_line_id, attempt, batch_id, amount_fen)
			 SELECT p.id, 1 + (SELECT count(*) FROM settlement_line x WHERE x.pay_line_id = p.id), $1, p.amount_fen FROM pay_line p WHERE p.id = ANY ($2::bigint[])`,
			[id, wanted],
		)
	}

	async addProposal({ kind, voucher, order, useBy }: Proposal): Promise<void> {
		this.ids.proposals.push(
			await insertRow('voucher_proposal', {
				voucher_id: this.voucherId(voucher),
				order_id: order === null ? null : this.ids.orders[order],
				kind,
				reason: '演示',
				use_by: useBy,
				redeem_by: useBy,
				proposed_by_id: personOf(this.town.seats.officer),
			}),
		)
	}

	async addClawback({ payLine, amount }: Clawback, m: Model): Promise<void> {
		const [claim, source] = payLine.split(':').map(Number)
		const claimId = this.ids.claims[claim!]!
		this.ids.clawbacks.push(
			await insertRow('clawback', {
				number: `ZH-${serial()}`,
				pay_line_id: this.seen.payLines.find((p) => BigInt(p.claim) === claimId && p.source === source)!.id,
				claim_id: claimId,
				payee_id: this.town.providers[m.claims[claim!]!.provider],
				amount_fen: amount,
				reason: '演示',
				proposed_by_id: personOf(this.town.seats.officer),
			}),
		)
	}

	async addBankLine({ source, amount }: { source: number; amount: bigint }): Promise<void> {
		const { rows } = await ownerPool().query<{ id: string }>(
			`WITH s AS (INSERT INTO statement (number, authority_id, account_no, format, statement_id, currency, opening, closing, opening_fen, closing_fen, opening_on, closing_on, file_sha256, file_name, imported_by_id)
				VALUES ($1, $2, $3, 'csv', $1, 'CNY', '0.00', $4, 0, $5, '2026-03-10', '2026-03-10', $6, 'demo.csv', $7) RETURNING id, account_no)
			 INSERT INTO statement_line (statement_id, line_no, file_line, account_no, reference, booked_on, amount, amount_fen, currency)
			 SELECT id, 1, 1, account_no, $1, '2026-03-10', $4, $5, 'CNY' FROM s RETURNING id`,
			[
				`DZ-${serial()}`,
				this.town.authority,
				this.accounts[source - 1],
				plainYuan(amount),
				amount,
				createHash('sha256').update(serial()).digest('hex'),
				personOf(this.town.seats.finance),
			],
		)
		this.ids.bankLines.push(BigInt(rows[0]!.id))
	}
}

/** Deadlocks the database had to break, for the whole database. */
export async function deadlocks(): Promise<number> {
	const { rows } = await pool.query<{ n: string }>(
		'SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()',
	)
	return Number(rows[0]!.n)
}
