import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { VARIABLES } from './variables.ts'

describe('the configuration', () => {
  it('stands without any variable', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8008,
      storagePath: './storage',
      logLevel: 'info',
      allowedOrigins: [],
      syncIntervalMinutes: 5,
      logRetentionDays: 90,
      builtInCalendars: true,
    })
  })

  it('takes a variable set to nothing for absent', () => {
    expect(readConfig({ API_PORT: '', LOG_LEVEL: '  ' })).toMatchObject({ port: 8008, logLevel: 'info' })
  })

  it('reads what is set', () => {
    const config = readConfig({ API_HOST: '0.0.0.0', API_PORT: '9000', LOG_LEVEL: 'DEBUG', BUILT_IN_CALENDARS: 'off' })
    expect(config).toMatchObject({ host: '0.0.0.0', port: 9000, logLevel: 'debug', builtInCalendars: false })
  })

  it.each([
    ['https://a.example, https://b.example:8443/', ['https://a.example', 'https://b.example:8443']],
    ['["https://a.example"]', ['https://a.example']],
    ['*', ['*']],
  ])('reads the origins %s', (text, expected) => {
    expect(readConfig({ CORS_ORIGINS: text }).allowedOrigins).toEqual(expected)
  })

  it.each([
    ['API_PORT', 'eight'],
    ['API_PORT', '65536'],
    ['API_PORT', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['CORS_ORIGINS', 'a.example'],
    ['CORS_ORIGINS', '["https://a.example"'],
    ['SYNC_INTERVAL_MINUTES', '0'],
    ['BUILT_IN_CALENDARS', 'perhaps'],
  ])('refuses %s=%s, naming the variable, the value and what is allowed', (name, value) => {
    const { allowed } = VARIABLES[name as keyof typeof VARIABLES]
    expect(() => readConfig({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'invalid-configuration',
        detail: `${name} is "${value}"; allowed is ${allowed}`,
      }),
    )
  })

  it('names every fault at once', () => {
    expect(() => readConfig({ API_PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/API_PORT.*LOG_LEVEL/)
  })
})
