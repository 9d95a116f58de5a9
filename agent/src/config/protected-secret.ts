import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { encrypt, type Encrypted } from '../secrets/encrypted.ts'
import type { KeyStore } from '../secrets/key-store.ts'
import { ConfigFile } from './config-file.ts'
import { parseText, readText } from './config-text.ts'
import { keyStoreFor } from './key-settings.ts'

/** As it is to be written: encrypted where the agent has a key. */
export async function protectedSecret(config: string, secret: string): Promise<string | Encrypted> {
  const store = existsSync(config) ? await keyStoreOf(config) : keyStoreFor(config, {})
  const key = (await store.read('next')) ?? (await store.read('current'))
  return key === null ? secret : encrypt(secret, key, randomBytes)
}

/** Where the key is kept, as the configuration says. */
export async function keyStoreOf(config: string): Promise<KeyStore> {
  const raw = parseText(config, await readText(config))
  const settings = ConfigFile.safeParse(Array.isArray(raw) ? {} : raw)
  return keyStoreFor(config, settings.success ? settings.data : {})
}
