// Plain Node: installs the packages if needed, then runs scripts/test.ts in this same process.
import { checkNode, ensureInstalled } from './lib/install.mjs'

checkNode()
ensureInstalled()
const { register } = await import('tsx/esm/api')
register()
await import('./test.ts')
