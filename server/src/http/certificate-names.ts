import type { PeerCertificate } from 'node:tls'

/** Whom a certificate was made out to: its common name, and the DNS names and URIs beside it. */
export function namesOf({ subject, subjectaltname }: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): string[] {
  const common = [subject?.CN ?? []].flat()
  // A name with a comma in it is quoted as JSON; no agent's id has one.
  const others = (subjectaltname ?? '').split(', ').flatMap((entry) => /^(?:DNS|URI):(.+)$/.exec(entry)?.[1] ?? [])
  return [...new Set([...common, ...others])]
}
