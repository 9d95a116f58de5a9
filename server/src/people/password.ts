import { hash, verify } from '@node-rs/argon2'

/** Argon2id with what OWASP recommends at least (Password Storage Cheat Sheet, 2025): 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Computed off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), ARGON2ID)
}

let nobodys: Promise<string> | undefined

/** Whether it is the password. Takes as long for nobody's (`null`), so that time does not tell which names exist. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password')
  const matches = await verify(passwordHash ?? (await nobodys), password.normalize('NFKC'))
  return matches && passwordHash !== null
}
