import fs from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { fileForReading } from '#app/domain/files/files.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import type { Actor } from '#app/domain/identity/actor.ts'
import { prisma } from '#app/platform/db.server.ts'
import { database } from '#tests/fixtures/integration.ts'

const pdf = (text: string, name = '报告.pdf') => new File([`%PDF-1.7\n${text}`], name, { type: 'text/html' })
const codes = ['99000000MA0000001X', '99000000MA0000002X', '99000000MA0000003X']
let [enterpriseId, providerId, strangerId] = [0n, 0n, 0n]
let orderId = 0n

const actingFor = (organisationId: bigint, organisationKind: 'enterprise' | 'provider' | 'authority'): Context => ({
	db: prisma,
	now: new Date('2026-03-02T02:00:00Z'),
	actor: {
		type: 'member', accountId: null as never, name: 'A', organisationId, organisationName: 'O', organisationKind,
		isVerified: true, divisionCode: '990101', roles: [],
	} satisfies Actor,
})
