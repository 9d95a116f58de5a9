import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface Health {
  status: 'ok' | 'failing'
  version: string
  /** What is checked, each with `ok` or what is wrong. */
  parts: Record<string, string>
}

export interface HttpAppOptions {
  /** The built admin page. */
  pagesPath: string
  health: () => Health
}

/** Vite names what it builds by content: such a file never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ALWAYS_ASK = 'no-cache'

/** What the hub answers over HTTP besides the socket: its health and the admin page. */
export function httpApp({ pagesPath, health }: HttpAppOptions): Hono {
  const app = new Hono()

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The component library sets its theme by style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      // Whether the whole host is served by TLS is for the proxy in front to say.
      strictTransportSecurity: false,
    }),
  )

  app.get('/health', (context) => {
    const state = health()
    return context.json(state, state.status === 'ok' ? 200 : 503, { 'Cache-Control': 'no-store' })
  })

  if (existsSync(join(pagesPath, 'index.html'))) {
    app.use(async (context, next) => {
      await next()
      const isAsset = context.req.path.startsWith('/assets/') && context.res.ok
      if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', isAsset ? FOR_EVER : ALWAYS_ASK)
    })
    app.use(serveStatic({ root: pagesPath }))
    // The page's own addresses (/events/...) are all the one page; a file that is missing is missing.
    const page = serveStatic({ root: pagesPath, path: 'index.html' })
    app.get('*', (context, next) => (extname(context.req.path) === '' ? page(context, next) : next()))
  } else {
    app.get('/', (context) =>
      context.text('The admin page is not built. Run "npm run build" and start the hub again.\n', 503),
    )
  }

  app.notFound((context) => context.json({ detail: `there is nothing at ${context.req.path}` }, 404))
  return app
}
