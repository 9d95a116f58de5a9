import { type Endpoint, missingEndpoint } from '../endpoint.ts'

const TAG = 'Signing in to providers'

/** Paths of the original whose provider this hub cannot speak to yet. */
export function missingEndpoints(): Endpoint[] {
  const missing = (route: string, summary: string, provider: string) =>
    missingEndpoint(TAG, route, summary, `this hub cannot speak to ${provider} yet; reach it through an agent`)
  return [
    missing('POST /sync/config/destination/google', 'Chooses a Google calendar as the destination', 'Google'),
    missing('GET /sync/config/google/auth-url', 'The address at which a person lets the hub in', 'Google'),
    missing('POST /sync/config/google/exchange-code', 'Takes the code that Google gave', 'Google'),
    missing('POST /sync/config/google/calendars', 'The calendars of a Google account', 'Google'),
    missing('GET /auth/google', 'Signs in to Google', 'Google'),
    missing('GET /auth/google/callback', 'Where Google sends a person back to', 'Google'),
    missing('GET /auth/microsoft', 'Signs in to Microsoft', 'Microsoft 365'),
    missing('GET /auth/microsoft/callback', 'Where Microsoft sends a person back to', 'Microsoft 365'),
    missing('POST /auth/exchange', 'Signs in to Exchange', 'Exchange'),
    missing('GET /auth/exchange/validate', 'Whether the sign-in to Exchange works', 'Exchange'),
  ]
}
