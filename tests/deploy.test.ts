import { METRICS } from '@chroniton/server/observe/metrics-table'
import { VARIABLES } from '@chroniton/server/config/variables'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'

const at = (path: string) => new URL(`../${path}`, import.meta.url)
const read = (path: string) => readFileSync(at(path), 'utf8')

describe('the image', () => {
  const lines = read('Dockerfile')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const kept = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))

  it('copies only what is there, and what the ignore file lets through', () => {
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources) {
      expect([source, existsSync(at(source))]).toEqual([source, true])
      expect([source, kept.some((path) => source === path || source.startsWith(`${path}/`))]).toEqual([source, true])
    }
  })

  it('takes into its last stage only what the first one has', () => {
    const copied = lines.flatMap((line) => /^COPY --from=build \/build\/(\S+) /.exec(line)?.[1] ?? [])
    const made = /(?:^|\/)(?:dist|node_modules)$/
    for (const path of copied) expect([path, made.test(path) || existsSync(at(path))]).toEqual([path, true])
  })

  it('holds every package of ours', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] }
    for (const name of workspaces) expect(lines).toContain(`COPY ${name} ${name}`)
  })

  it('runs as nobody in particular, says how it is, and begins with the hub', () => {
    const user = lines.findLastIndex((line) => line.startsWith('USER '))
    expect(lines[user]).toBe('USER node')
    expect(lines.slice(user).some((line) => line.startsWith('RUN '))).toBe(false)
    expect(lines.at(-2)).toContain('HEALTHCHECK')
    expect(lines.at(-1)).toBe('CMD ["node", "server/dist/main.js"]')
  })
})

describe('the settings that are spelled out', () => {
  it.each(['Dockerfile', 'docker-compose.yml', 'deploy/systemd/chroniton.service', 'deploy/nginx/chroniton.conf'])(
    'in %s are settings of the hub',
    (path) => {
      const named = [...read(path).matchAll(/\b([A-Z]{2,}(?:_[A-Z]+)+)\b/g)].map(([name]) => name)
      const others = new Set(['NODE_ENV', 'AF_INET', 'AF_UNIX'])
      for (const name of named.filter((name) => !others.has(name))) expect(Object.keys(VARIABLES)).toContain(name)
    },
  )

  it('of compose open the hub to this machine alone', () => {
    const compose = read('docker-compose.yml')
    expect([...compose.matchAll(/- (\S+):8008:8008/g)].map(([, host]) => host)).toEqual(['127.0.0.1'])
  })
})

describe('what looks at the metrics', () => {
  /** Of Prometheus itself, and of the process. */
  const OTHERS = /^(?:up|process_|nodejs_)/
  const WORDS = new Set(['by', 'on', 'and', 'or', 'sum', 'rate', 'vector', 'histogram_quantile', 'le', 'm', 'e6'])

  function metricsOf(query: string): string[] {
    const bare = query.replaceAll(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"|\bby \([^)]*\)/g, ' ')
    const names = bare.match(/[a-z_][a-z0-9_]*/g) ?? []
    return names.filter((name) => !WORDS.has(name) && !OTHERS.test(name))
  }

  const declared = (name: string) => {
    const base = name.replace(/_(?:bucket|count|sum)$/, '')
    return name in METRICS || (METRICS as Record<string, { type: string }>)[base]?.type === 'histogram'
  }

  it('on the dashboard asks only for metrics that are declared, and for each of them', () => {
    const { panels } = JSON.parse(read('deploy/grafana/chroniton.json')) as {
      panels: { id: number; targets: { expr: string }[] }[]
    }
    const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsOf(expr)))
    expect(asked.filter((name) => !declared(name))).toEqual([])
    for (const name of Object.keys(METRICS)) expect(asked.some((asked) => asked.startsWith(name))).toBe(true)
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  })

  it('in the rules asks only for metrics that are declared', () => {
    const asked = [...read('deploy/prometheus/rules.yml').matchAll(/expr: (.*)/g)].flatMap(([, query]) =>
      metricsOf(query ?? ''),
    )
    expect(asked.length).toBeGreaterThan(4)
    expect(asked.filter((name) => !declared(name))).toEqual([])
  })
})

it.each([
  [200, 0],
  [503, 1],
])('the health check of the image makes %i of the hub an exit with %i', async (status, code) => {
  const server = createServer(
    (request, response) => void response.writeHead(request.url === '/ready' ? status : 404).end(),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const check = spawn(process.execPath, [at('deploy/healthcheck.mjs').pathname], { env: { API_PORT: String(port) } })
  expect((await once(check, 'exit'))[0]).toBe(code)
  server.close()
})
