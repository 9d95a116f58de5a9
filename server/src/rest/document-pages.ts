import type { Hono } from 'hono'
import type { HttpEnv } from '../http/caller.ts'
import type { Endpoint } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'
import { PAGE, SCRIPT, STYLE } from './page/page.ts'

/** The document of the interface for programs, and a page that shows it to people without any other server. */
export function documentPages(app: Hono<HttpEnv>, endpoints: readonly Endpoint[], version: string): void {
  const document = openApiDocument(endpoints, version)
  const headers = { 'Cache-Control': 'no-cache' }
  for (const alias of ['', '/api']) {
    app.get(`${alias}/openapi.json`, (context) => context.json(document, 200, headers))
  }
  app.get('/docs', (context) => context.html(PAGE, 200, headers))
  app.get('/docs/page.js', (context) => context.body(SCRIPT, 200, { ...headers, 'Content-Type': 'text/javascript' }))
  app.get('/docs/page.css', (context) => context.body(STYLE, 200, { ...headers, 'Content-Type': 'text/css' }))
}
