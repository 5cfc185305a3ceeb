import { chooseLocale } from '#app/web/preferences.server.ts'

export const loader = chooseLocale
