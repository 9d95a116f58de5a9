import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { NO_KEY, unreadable, type KeyStore, type Slot } from './key-store.ts'

/** A file that its owner alone may read. */
export function fileKeyStore(path: string): KeyStore {
  const pathOf = (slot: Slot) => (slot === 'current' ? path : `${path}.next`)
  return {
    where: path,
    async read(slot) {
      let text: string
      try {
        text = await readFile(pathOf(slot), 'utf8')
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return null
        throw unreadable(path, code ?? String(error))
      }
      const key = SecretKey.parse(text.trim())
      if (key === null) throw unreadable(pathOf(slot), NO_KEY)
      return key
    },
    writable: {
      async write(slot, key) {
        // Under a name of its own first: a key that is cut short would open nothing.
        const fresh = `${pathOf(slot)}.new`
        const file = await open(fresh, 'w', 0o600)
        try {
          await file.chmod(0o600)
          await file.writeFile(`${key.reveal()}\n`)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(fresh, pathOf(slot))
        await flushFolder(path)
      },
      async adoptNext() {
        await rename(pathOf('next'), path)
        await flushFolder(path)
      },
    },
  }
}

async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
