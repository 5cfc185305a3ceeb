import { chooseTheme } from '#app/web/preferences.server.ts'

export const loader = chooseTheme
