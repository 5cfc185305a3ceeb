/** `npm run bench -- NAME`: runs scripts/bench/NAME.ts; without a name it lists them. */
import { runExercise } from './lib/dispatch.ts'

await runExercise('bench')
