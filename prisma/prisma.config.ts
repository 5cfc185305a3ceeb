import { defineConfig } from 'prisma/config'

/** Prisma's own tools read the schema folder; migrations are applied by `npm run db:migrate`. */
export default defineConfig({ schema: 'schema', migrations: { path: 'migrations' } })
