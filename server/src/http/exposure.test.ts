import { describe, expect, it } from 'vitest'
import { exposure } from './exposure.ts'

const bare = { tls: false, behindProxies: false, hasPassword: false, allowUnprotected: false }

describe('the hub listens', () => {
  it.each(['127.0.0.1', '127.3.2.1', '::1', 'localhost'])('on %s whatever protects it', (host) => {
    expect(exposure({ host, ...bare })).toEqual({ host, withheld: null })
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'hub.example.com'])('not on %s while nothing protects it', (host) => {
    const { host: actual, withheld } = exposure({ host, ...bare })
    expect(actual).toBe('127.0.0.1')
    expect(withheld).toContain(`API_HOST is ${host}`)
    for (const way of ['password', 'ENABLE_TLS', 'TRUSTED_PROXIES', 'ALLOW_UNPROTECTED'])
      expect(withheld).toContain(way)
  })

  it.each(['tls', 'behindProxies', 'hasPassword', 'allowUnprotected'])('anywhere with %s', (protection) => {
    expect(exposure({ host: '0.0.0.0', ...bare, [protection]: true })).toEqual({ host: '0.0.0.0', withheld: null })
  })
})
