import { env } from '#app/platform/env.server.ts'

/** A path of ours as a whole address, for what leaves the browser: on APP_ORIGIN, else where the request came to. */
export const absolute = (path: string, request: Request) => new URL(path, env.APP_ORIGIN ?? request.url).href
