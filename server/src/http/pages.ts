import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { RouteGroup } from './app.ts'
import type { HttpEnv } from './caller.ts'

/** Vite names what it builds by content: such a file never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ALWAYS_ASK = 'no-cache'

/** The built admin page. It answers every path that no group before it has. */
export function adminPages(pagesPath: string): RouteGroup {
  const pages = new Hono<HttpEnv>()
  if (!existsSync(join(pagesPath, 'index.html'))) {
    return pages.get('/', (context) =>
      context.text('The admin page is not built. Run "npm run build" and start the hub again.\n', 503),
    )
  }
  pages.use(async (context, next) => {
    await next()
    const isAsset = context.req.path.startsWith('/assets/') && context.res.ok
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', isAsset ? FOR_EVER : ALWAYS_ASK)
  })
  pages.use(serveStatic({ root: pagesPath, precompressed: true }))
  // The page's own addresses (/events/...) are all the one page; a file that is missing is missing.
  const page = serveStatic({ root: pagesPath, path: 'index.html', precompressed: true })
  return pages.get('*', (context, next) => (extname(context.req.path) === '' ? page(context, next) : next()))
}
