import fs from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import type { FilePurpose } from '#app/domain/files/file.ts'
import { fileForReading } from '#app/domain/files/files.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { visitor } from '#app/domain/identity/actor.ts'
import { fen } from '#app/lib/money.ts'
import { database } from '#tests/fixtures/integration.ts'
import { type Market, openMarket } from '#tests/fixtures/market.ts'

const pdf = (text: string) => new File([`%PDF-1.7\n${text}`], '检测报告.pdf', { type: 'text/html' })
const refused = (code: string) => expect.objectContaining({ name: 'DomainError', code })
const onDisk = (sha256: string) => path.join(database.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256)

let market: Market
let stranger: Market
let orderId: bigint
beforeAll(async () => {
	market = await openMarket()
	stranger = await openMarket()
	orderId = await market.order(await market.voucher(fen(50_000)), { state: 'accepted' })
})

/** A paper the provider handed in for the order, and who of the six people may open it. */
async function readersOf(purpose: FilePurpose): Promise<string[]> {
	const { uuid } = await storeFile(market.seller, pdf(purpose), { purpose, organisationId: market.providerId, orderId })
	const people: Record<string, Context> = {
		provider: market.seller,
		enterprise: market.buyer,
		reviewer: market.reviewer,
		'other provider': stranger.seller,
		'other enterprise': stranger.buyer,
		'other authority': stranger.reviewer,
	}
	const readers: string[] = []
	for (const [name, ctx] of Object.entries(people)) {
		const file = await fileForReading(ctx, uuid).catch((error: { code: string }) => {
			expect(error.code).toBe('not_found')
			return null
		})
		if (file) readers.push(name)
	}
	return readers
}

describe('stored files', () => {
	test('a file comes back as it was given, and lies under its hash where only we may read it', async () => {
		const { uuid, sha256 } = await storeFile(market.seller, pdf('a'), {
			purpose: 'other',
			organisationId: market.providerId,
		})
		const file = await fileForReading(market.seller, uuid)
		expect(new TextDecoder().decode(file.content)).toBe('%PDF-1.7\na')
		expect(file).toMatchObject({ name: '检测报告.pdf', mime: 'application/pdf', sizeBytes: 10, sha256 })
		expect((await fs.stat(onDisk(sha256))).mode & 0o777).toBe(0o600)
	})

	test('the same content twice is one file on disk and two rows', async () => {
		const first = await storeFile(market.seller, pdf('twice'), { purpose: 'other', organisationId: market.providerId })
		const second = await storeFile(market.buyer, pdf('twice'), {
			purpose: 'other',
			organisationId: market.enterpriseId,
		})
		expect(second.sha256).toBe(first.sha256)
		expect(second.uuid).not.toBe(first.uuid)
		expect(await fs.readdir(path.dirname(onDisk(first.sha256)))).toEqual([first.sha256])
	})

	test('a content changed on disk is not served', async () => {
		const { uuid, sha256 } = await storeFile(market.seller, pdf('evidence'), {
			purpose: 'other',
			organisationId: market.providerId,
		})
		await fs.writeFile(onDisk(sha256), '%PDF-1.7\nforged')
		await expect(fileForReading(market.seller, uuid)).rejects.toThrow('has changed on disk')
	})

	test('what is empty, or not what its name says, is refused', async () => {
		const owner = { purpose: 'other', organisationId: market.providerId } as const
		await expect(storeFile(market.seller, new File([], 'a.pdf'), owner)).rejects.toEqual(refused('file.empty'))
		for (const file of [
			new File(['<html>'], 'a.pdf'),
			new File(['%PDF-1.7'], 'a.exe'),
			new File(['<svg/>'], 'a.svg'),
			new File(['<html>'], 'a.txt'),
		])
			await expect(storeFile(market.seller, file, owner)).rejects.toEqual(refused('file.type_refused'))
	})

	test('a paper of an order is for its two parties, and for the authority once a claim rests on it', async () => {
		expect(await readersOf('contract')).toEqual(['provider', 'enterprise'])
		await market.claim([{ orderId, claimedFen: fen(50_000) }], await market.payeeAccount())
		expect(await readersOf('contract')).toEqual(['provider', 'enterprise', 'reviewer'])
		expect(await readersOf('fapiao')).toEqual(['provider', 'enterprise', 'reviewer'])
	})

	test('the body of a report stays between the parties, claim or not', async () => {
		expect(await readersOf('report')).toEqual(['provider', 'enterprise'])
	})

	test('a visitor is asked to sign in; a made-up address names nothing', async () => {
		const { uuid } = await storeFile(market.seller, pdf('b'), { purpose: 'other', organisationId: market.providerId })
		await expect(fileForReading({ ...market.seller, actor: visitor }, uuid)).rejects.toEqual(refused('access.sign_in'))
		for (const wrong of ['', '../../etc/passwd', `${uuid}x`, '00000000-0000-0000-0000-000000000000'])
			await expect(fileForReading(market.seller, wrong)).rejects.toEqual(refused('not_found'))
	})
})
