/** `npm run drill -- NAME`: runs scripts/drill/NAME.ts; without a name it lists them. */
import { runExercise } from './lib/dispatch.ts'

await runExercise('drill')
