import { CodedError } from '@chroniton/shared/contract/errors'

/**
 * The origin of the configured address, the same host by HTTPS instead of HTTP, and hosts that were vouched for: by
 * name, or by a suffix like `.icloud.com`. Everyone else could have been named by whoever can answer in the server's
 * place.
 */
export function mayHaveCredentials(url: URL, home: URL, trustedHosts: string[]): boolean {
  if (url.origin === home.origin) return true
  if (url.protocol !== 'https:') return false
  if (url.hostname === home.hostname) return home.protocol === 'http:'
  return trustedHosts.some((host) => (host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host))
}

export function redirectTarget(location: string, from: URL, where: string): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CodedError('source-fault', `${where}: redirected to something that is no web address`)
  }
  if (from.protocol === 'https:' && url.protocol === 'http:') {
    throw new CodedError('source-fault', `${where}: redirected from HTTPS to plain HTTP at ${url.host}`)
  }
  url.username = ''
  url.password = ''
  url.hash = ''
  return url
}
