/** What an `Authorization` header of the scheme `Bearer` (RFC 6750) carries. */
export function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
