import { randomBytes } from 'node:crypto'
import { chmod, rename, stat, writeFile } from 'node:fs/promises'
import { CodedError } from '@chroniton/shared/contract/errors'
import { readText } from '../config/config-text.ts'
import { readCredential, writeCredential } from '../config/credential-file.ts'
import { withCredentialLocked } from '../config/credential-lock.ts'
import { encryptConfig, sealSecret } from '../config/encrypt-config.ts'
import { keyStoreOf } from '../config/protected-secret.ts'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import type { KeyStore } from '../secrets/key-store.ts'
import { Keyring } from '../secrets/keyring.ts'
import { say } from './output.ts'

/** Encrypts the secrets that stand in plain text in the configuration and in the agent's credential. */
export async function encryptCommand({ config }: { config: string }): Promise<void> {
  const store = await keyStoreOf(config)
  const key = (await store.read('next')) ?? (await store.read('current')) ?? (await makeKey(store, 'current'))
  const places = await sealFiles(config, store, key, false)
  say(places === 0 ? 'Nothing stands there in plain text.' : `Encrypted in ${places} places with the key ${key.id}.`)
  say(`The key is in ${store.where}; without it nothing can be opened.`)
}

/**
 * Encrypts everything with a new key, and forgets the one before when all is. The keys of an interrupted run both stay,
 * and the next one ends what it began.
 */
export async function rotateCommand({ config }: { config: string }): Promise<void> {
  const store = await keyStoreOf(config)
  const { writable } = store
  const begun = await store.read('next')
  if (begun === null && !writable) {
    throw new CodedError(
      'not-supported',
      `${store.where} gives the key: give a new one there and the present one in CHRONITON_AGENT_KEY_PREVIOUS`,
    )
  }
  const key = begun ?? (await makeKey(store, 'next'))
  const places = await sealFiles(config, store, key, true)
  await writable?.adoptNext()
  say(`Encrypted in ${places} places with the new key ${key.id}, which is in ${store.where}.`)
}

async function makeKey(store: KeyStore, slot: 'current' | 'next'): Promise<SecretKey> {
  if (!store.writable) throw new CodedError('secret-unreadable', `there is no key in ${store.where}`)
  const key = SecretKey.make(randomBytes)
  await store.writable.write(slot, key)
  return key
}

async function sealFiles(config: string, store: KeyStore, key: SecretKey, anew: boolean): Promise<number> {
  const keyring = new Keyring(store)
  const { text, places } = await encryptConfig(config, await readText(config), { keyring, key, anew })
  if (places > 0) await replace(config, text)
  return withCredentialLocked(config, async () => {
    const credential = await readCredential(config)
    const sealed = credential && (await sealSecret(credential.agent_secret, { keyring, key, anew }))
    if (!credential || !sealed) return places
    await writeCredential(config, { ...credential, agent_secret: sealed as typeof credential.agent_secret })
    return places + 1
  })
}

/** Whole or not at all, and for the same eyes as before. */
async function replace(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  try {
    const { mode } = await stat(path)
    await writeFile(fresh, text, { mode: 0o600, flush: true })
    await chmod(fresh, mode & 0o777)
    await rename(fresh, path)
  } catch (error) {
    throw new CodedError('source-file', `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
}
