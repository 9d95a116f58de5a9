import { CodedError } from '@chroniton/shared/contract/errors'
import { expect, it } from 'vitest'
import { makeLogger } from './logger.ts'

function logged(level: string, log: (logger: ReturnType<typeof makeLogger>) => void): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>)
  log(makeLogger({ level, pretty: false }, { write }))
  return lines
}

it('writes no secret, wherever it stands', () => {
  const lines = logged('info', (logger) => {
    logger.info({ key: 'hush', request: { authorization: 'Bearer hush', secret: 'hush', path: '/trpc' } }, 'called')
    logger.child({ token: 'hush' }).info('again')
  })
  expect(JSON.stringify(lines)).not.toContain('hush')
  expect(lines[0]).toMatchObject({ request: { path: '/trpc' }, msg: 'called' })
})

it('writes coded errors by code and detail, others with their trace', () => {
  const cause = new Error('the disk')
  const [coded, other] = logged('info', (logger) => {
    logger.error({ error: new CodedError('storage-failed', 'full', { cause }) }, 'failed')
    logger.error({ error: new TypeError('oops') }, 'failed')
  })
  expect(coded).toMatchObject({ error: { code: 'storage-failed', detail: 'full', cause: { message: 'the disk' } } })
  expect(other).toMatchObject({ error: { message: 'oops', stack: expect.stringContaining('logger.test.ts') } })
})

it('writes as much as it is asked for', () => {
  const log = (logger: ReturnType<typeof makeLogger>) => {
    logger.debug('debug')
    logger.warn('warn')
  }
  expect(logged('warn', log)).toHaveLength(1)
  expect(logged('debug', log)).toHaveLength(2)
  expect(logged('silent', log)).toHaveLength(0)
})
