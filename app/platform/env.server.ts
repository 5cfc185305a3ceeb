import path from 'node:path'
import { z } from 'zod'

const environment = z.object({
	NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
	PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
	HOST: z.string().default('127.0.0.1'),
	APP_ORIGIN: z.url().optional(),
	DATA_DIR: z.string().default('.data'),
	DATABASE_URL: z.string().optional(),
	DATABASE_OWNER_URL: z.string().optional(),
	SESSION_SECRET: z.string().min(16).optional(),
	/** how long a page made for one visitor is shown to others; 0: every page is made anew */
	PAGE_CACHE_SECONDS: z.coerce.number().int().min(0).max(3600).default(30),
	/** how long what a search found is shown to others who ask the same; 0: it is looked for each time */
	DATA_CACHE_SECONDS: z.coerce.number().int().min(0).max(3600).default(30),
	MEILI_URL: z.url().optional(),
	SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
	MAIL_FROM: z.string().includes('@').optional(),
	/** may search and keep the indexes of MEILI_INDEX */
	MEILI_KEY: z.string().optional(),
	/** may only search; the web process uses it when given */
	MEILI_SEARCH_KEY: z.string().optional(),
	MEILI_INDEX: z
		.string()
		.regex(/^[\w-]{1,80}$/)
		.default('listings'),
	CHROMIUM_PATH: z.string().optional(),
	FAILPOINT: z.string().optional(),
	LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Env = z.output<typeof environment>

function readEnv(): Env {
	const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
	const parsed = environment.safeParse(given)
	if (!parsed.success) {
		for (const issue of parsed.error.issues) console.error(`${issue.path.join('.')}: ${issue.message}`)
		process.exit(2)
	}
	if (parsed.data.APP_ORIGIN?.startsWith('https:') && !parsed.data.SESSION_SECRET) {
		console.error('SESSION_SECRET: required when APP_ORIGIN is https. Set it to at least 16 random characters.')
		process.exit(2)
	}
	return { ...parsed.data, DATA_DIR: path.resolve(parsed.data.DATA_DIR) }
}

/** The whole environment, read once. The only place that reads process.env; the README lists every variable. */
export const env = readEnv()
