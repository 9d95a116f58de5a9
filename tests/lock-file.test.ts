import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Locked {
  resolved?: string
  optionalDependencies?: Record<string, string>
}

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
const { packages } = JSON.parse(text) as { packages: Record<string, Locked> }

/** Where Node looks for a package that the one at `path` asks for. */
function places(path: string, name: string): string[] {
  const parts = path.split('/')
  const folders = parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
  return ['', ...folders].map((folder) => `${folder}node_modules/${name}`)
}

it('the lock file knows what other platforms need, so that "npm ci" takes it everywhere', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !places(path, name).some((place) => place in packages)),
  )
  expect(missing).toEqual([])
})

it('the lock file names no registry', () => {
  const elsewhere = Object.values(packages).filter(({ resolved }) => resolved?.includes('://'))
  expect(elsewhere).toEqual([])
})
