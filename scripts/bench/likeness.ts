import { performance } from 'node:perf_hooks'
import type { Context } from '#app/domain/context.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { type DataSet, machine, serverSettings, withDataSet } from './lib/cluster.ts'
import { percentile, rounded } from './lib/figures.ts'

const claims = 100_000
const enterprises = 400
const providers = 300

/** 100,000 claims of one programme: 250 an enterprise, 333 a provider, in a vocabulary as narrow as that of real laboratories. */
const hundredThousand: DataSet = {
	name: 'likeness',
	version: 1,
	fill: (database) =>
		withClient(database.superUrl, async (client) => {
			await client.query(`SET session_replication_role = replica`)
			await client.query(
				`INSERT INTO organisation (number, credit_code, kind, name, division_code, status, is_demo)
				SELECT 'JG-L-' || g, '91990101' || lpad(g::text, 10, '0'), CASE WHEN g = 0 THEN 'authority' WHEN g <= $1::int THEN 'enterprise' ELSE 'provider' END,
					'演示单位' || g || '（演示）', '990191', 'verified', true FROM generate_series(0, $1::int + $2::int) g ORDER BY g`,
				[enterprises, providers],
			)
			await client.query(`WITH a AS (SELECT min(id) AS id FROM organisation), p AS (
					INSERT INTO programme (number, authority_id, name) SELECT 'BF-L', id, '演示办法' FROM a RETURNING id, authority_id), v AS (
					INSERT INTO programme_version (programme_id, version_no, document, document_hash, state, created_by_id) SELECT id, 1, '{}', repeat('0', 64), 'draft', 1 FROM p RETURNING id, programme_id)
				INSERT INTO fund (number, authority_id, programme_id, name, budget_year, project_code, functional_class, economic_class, created_by_id)
				SELECT 'ZJ-L', p.authority_id, p.id, '演示资金', 2026, 'P', '2060404', '31299', 1 FROM p`)
			await client.query(
				`INSERT INTO claim (number, programme_id, version_id, fund_id, kind, mode, state, claimant_id, enterprise_id, claimed_fen, submitted_by_id, payee_account_id, submitted_at)
				SELECT 'DF-L-' || g, f.programme_id, v.id, f.id, 'claim_only', 'reimburse', 'submitted', o.id, o.id, 1000, 1, 1, '2026-01-01'::timestamptz + g * interval '1 minute'
				FROM generate_series(1, $1::int) g, fund f, programme_version v, organisation o WHERE o.number = 'JG-L-' || (1 + g % $2::int)`,
				[claims, enterprises],
			)
			await client.query(
				`WITH w AS (SELECT ARRAY['锂电池','钛合金','环氧树脂','传感器','齿轮箱','医用口罩','光伏组件','碳纤维','伺服电机','水质样品','土壤','芯片','线缆','轴承','涂层','催化剂'] AS what,
					ARRAY['拉伸','疲劳','盐雾','高低温循环','电磁兼容','成分','金相','老化','密封','振动','噪声','失效分析'] AS how, ARRAY['检测','试验','测试','分析','评价','认证'] AS tail)
				INSERT INTO claim_line (claim_id, line_no, kind, title, description, provider_name, provider_code, contract_no, report_no, service_on, base_fen, claimed_fen)
				SELECT c.id, 1, 'contract', what[1 + abs(hashint8(c.id) % 16)] || how[1 + abs(hashint8(c.id + 7) % 12)] || tail[1 + abs(hashint8(c.id + 13) % 6)],
					'样品' || (c.id % 977) || '批，' || how[1 + abs(hashint8(c.id + 3) % 12)] || '条件下测定' || what[1 + abs(hashint8(c.id + 5) % 16)] || '的指标' || (c.id % 5003) || '，出具报告并附原始数据',
					'演示机构', '91990101' || lpad(($1::int + 1 + c.id % $2::int)::text, 10, '0'), 'HT' || c.id, 'BG' || c.id, '2026-02-01'::date + (c.id % 60)::int, 1000000 + c.id % 5000, 1000
				FROM claim c, w`,
				[enterprises, providers],
			)
			await client.query(`INSERT INTO project_text SELECT l.id, c.id, c.enterprise_id, l.provider_code, c.programme_id, NULL,
				left(plain_text(l.title || l.description), 1000), plain_text(l.contract_no), plain_text(l.report_no) FROM claim_line l JOIN claim c ON c.id = l.claim_id`)
			await client.query('RESET session_replication_role')
			await client.query('VACUUM ANALYZE project_text, claim, claim_line, organisation')
		}),
}

const exercise: Exercise = {
	says: 'the search for similar claims on a reviewer’s page, among 100,000 claims',
	options: ['count'],
	flags: ['fresh'],
	database: false,
	run: (line) =>
		withDataSet(hundredThousand, line.options.fresh === 'true', async (database) => {
			const count = countOption(line, 'count', 500)
			const { similarClaims } = await import('#app/domain/claims/similar-claims.server.ts')
			const { prisma } = await import('#app/platform/db.server.ts')
			const ctx: Context = { db: prisma, actor: { type: 'system' }, now: new Date() }
			const picked = await prisma.$queryRaw<{ id: bigint; authorityId: bigint }[]>`
				SELECT c.id, f.authority_id AS "authorityId" FROM claim c JOIN fund f ON f.id = c.fund_id ORDER BY hashint8(c.id) LIMIT ${count}`
			say(`${count} claims are compared with all others …`)
			const times: number[] = []
			let suggestions = 0
			for (const { id, authorityId } of picked) {
				const began = performance.now()
				suggestions += (await similarClaims(ctx, id, authorityId)).length
				times.push(performance.now() - began)
			}
			return {
				ok: true,
				answer: {
					name: 'likeness',
					...machine(),
					settings: await serverSettings(database.url),
					claims,
					compared: count,
					suggestions,
					p50Ms: rounded(percentile(times, 0.5), 1),
					p95Ms: rounded(percentile(times, 0.95), 1),
					maxMs: rounded(Math.max(...times), 1),
				},
			}
		}),
}
export default exercise
