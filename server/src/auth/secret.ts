import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, safe in an address. */
export function newSecret(random: (bytes: number) => Buffer = randomBytes): string {
  return random(32).toString('base64url')
}

/** What the database keeps of a secret. Secrets are random in full, so a plain hash cannot be guessed back. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex')
}

/** Takes the same time wherever the two differ. */
export function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one, 'utf8'), Buffer.from(other, 'utf8')]
  return left.length === right.length && timingSafeEqual(left, right)
}
