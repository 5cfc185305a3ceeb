import type { ClientBase } from 'pg'
import { sound } from '#search/pinyin.server.ts'
import { rowOf, tsvectorOf } from '#search/postgres-document.server.ts'
import { tokensOf } from '#search/segment.server.ts'
import { weightedTokens } from '#search/weighted-tokens.server.ts'
import { instrumentClasses } from './instrument-classes.ts'
import { circumstances, objects, type ReferenceService, referenceServices, unitOf } from './reference.ts'

/** A provider that is to offer something. `key` is its id in organisations.json when it is one of those. */
export type OfferingProvider = {
	id: bigint
	key?: string
	name: string
	kind: string | null
	divisionCode: string
	categoryIds: readonly string[]
	/** marks it holds: CMA, CNAS */
	qualifications: readonly string[]
}

function serviceRow(service: ReferenceService, index: number) {
	const document = {
		...emptyDocument,
		name: service.nameZh,
		nameEn: service.nameEn,
		aliases: service.aliases,
		standards: service.standards.map((standard) => standard.code),
		instrumentModel: service.instrument?.typicalModels[0] ?? null,
		description: service.descriptionZh,
		descriptionEn: service.descriptionEn,
		categoryNames: [...service.categoryPath, ...service.categoryPathEn],
	}
	const { text } = rowOf(document)
	return {
		n: index,
		reference: service.id,
		kind: service.kind,
		category_id: service.categoryId,
		name: service.nameZh,
		name_en: service.nameEn,
		description: service.descriptionZh,
		description_en: service.descriptionEn,
		unit: unitOf[service.unit] ?? 'item',
		price_min: service.priceYuanMin,
		price_max: service.priceYuanMax,
		days_min: service.turnaroundDaysMin,
		days_max: service.turnaroundDaysMax,
		sample: service.sampleRequirement,
		deliverable: service.deliverable,
		model:
			service.instrument?.typicalModels[0] ??
			(service.kind === 'instrument' ? (service.instrument?.nameZh ?? service.nameZh) : null),
		class: service.kind === 'instrument' ? (instrumentClasses[service.id] ?? null) : null,
		standards: service.standards.map(({ code, titleZh }) => ({ code, title: titleZh })),
		aliases: service.aliases,
		qualification: service.qualification,
		tsv: tsvectorOf(weightedTokens(document)),
		text,
	}
}

/** The reference services with their words cut once: table seed_service. */
export async function loadServices(client: ClientBase) {
	await client.query(
		`CREATE TEMP TABLE seed_service AS
		WITH RECURSIVE path AS (
			SELECT id, parent_id, ARRAY[id] AS ids FROM category WHERE parent_id IS NULL
			UNION ALL SELECT c.id, c.parent_id, p.ids || c.id FROM category c JOIN path p ON c.parent_id = p.id)
		SELECT s.*, s.tsv::tsvector AS words, path.ids AS category_path,
			ARRAY(SELECT json_array_elements_text(s.alias_list)) AS aliases,
			ARRAY(SELECT e ->> 'code' FROM jsonb_array_elements(s.standards) AS e) AS codes
		FROM json_to_recordset($1::json) AS s (n int, reference text, kind text, category_id text, name text, name_en text,
			description text, description_en text, unit text, price_min int, price_max int, days_min int, days_max int,
			sample text, deliverable text, model text, class text, standards jsonb, alias_list json, qualification text, tsv text, text text)
		JOIN path ON path.id = s.category_id`,
		[JSON.stringify(referenceServices.map(serviceRow).map(({ aliases, ...row }) => ({ ...row, alias_list: aliases })))],
	)
	await client.query('ANALYZE seed_service')
}

/** The providers with the words of their names: table seed_provider. */
export async function loadProviders(client: ClientBase, providers: readonly OfferingProvider[]) {
	const rows = providers.map((provider, n) => ({
		n,
		id: provider.id.toString(),
		key: provider.key ?? null,
		kind: provider.kind,
		division: provider.divisionCode,
		categories: provider.categoryIds,
		marks: provider.qualifications,
		tsv: tsvectorOf(new Map(tokensOf(provider.name, true).map((token) => [token, 'C']))),
	}))
	await client.query(
		`CREATE TEMP TABLE seed_provider AS SELECT n, id, key, kind, division, tsv::tsvector AS words,
			ARRAY(SELECT json_array_elements_text(categories)) AS categories, ARRAY(SELECT json_array_elements_text(marks)) AS marks
		FROM json_to_recordset($1::json) AS p (n int, id bigint, key text, kind text, division text, categories json, marks json, tsv text)`,
		[JSON.stringify(rows)],
	)
	await client.query('ANALYZE seed_provider')
}

/** Every circumstance with every object: table seed_variant; variant 0 says nothing, `plain` ones only name an object. */
export async function loadVariants(client: ClientBase) {
	const rows = [['', ''] as const, ...objects].flatMap(([zh, en]) =>
		circumstances.map(([how, howEn]) => ({
			plain: how === '',
			suffix: [zh, how].filter(Boolean).join('·'),
			suffix_en: [en, howEn].filter(Boolean).join(', '),
			tsv: tsvectorOf(weightedTokens(variantDocument(zh, how, en, howEn))),
			text: sound(`${zh} ${how}`),
		})),
	)
	await client.query(
		`CREATE TEMP TABLE seed_variant AS SELECT row_number() OVER (ORDER BY suffix <> '', NOT plain) - 1 AS n, plain, suffix, suffix_en, tsv::tsvector AS words, text
		FROM json_to_recordset($1::json) AS v (plain boolean, suffix text, suffix_en text, tsv text, text text)`,
		[JSON.stringify(rows)],
	)
	await client.query('ANALYZE seed_variant')
}

const variantDocument = (zh: string, how: string, en: string, howEn: string) => ({
	...emptyDocument,
	name: `（${zh}·${how}）`,
	nameEn: `(${en}, ${howEn})`,
})
const emptyDocument = {
	id: 0n,
	reference: null,
	kind: '',
	name: '',
	nameEn: null,
	aliases: [],
	standards: [],
	instrumentModel: null,
	instrumentClass: null,
	description: '',
	descriptionEn: null,
	categoryPath: [],
	categoryNames: [],
	divisionCode: '',
	providerName: '',
	providerKind: null,
	marks: [],
	priceFen: null,
	isQuote: true,
	subsidyClass: 0,
	turnaroundDays: null,
	quality: 0,
}
