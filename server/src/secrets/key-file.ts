import { CodedError } from '@chroniton/shared/contract/errors'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'

/**
 * The file that holds the master key, readable by its owner alone. A new key lies beside it under another name until
 * everything is wrapped with it, so that at every moment one of the two opens what is stored.
 */
export class KeyFile {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get newPath(): string {
    return `${this.path}.new`
  }

  read(): SecretKey | null {
    return readKey(this.path)
  }

  readNew(): SecretKey | null {
    return readKey(this.newPath)
  }

  write(key: SecretKey): void {
    this.writeNew(key)
    this.adoptNew()
  }

  writeNew(key: SecretKey): void {
    durably(this.newPath, () => {
      const file = openSync(this.newPath, 'w', 0o600)
      try {
        // The mode above counts only for a file that was not there.
        chmodSync(this.newPath, 0o600)
        writeFileSync(file, `${key.reveal()}\n`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
    })
  }

  /** The new key takes the place of the one before. */
  adoptNew(): void {
    durably(this.path, () => renameSync(this.newPath, this.path))
  }

  dropNew(): void {
    durably(this.newPath, () => rmSync(this.newPath, { force: true }))
  }
}

function readKey(path: string): SecretKey | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new CodedError('secret-unreadable', `the master key in ${path} cannot be read (${code ?? String(error)})`)
  }
  const key = SecretKey.parse(text)
  if (key === null) throw new CodedError('secret-unreadable', `${path} holds no master key: 32 bytes as base64 or hex`)
  return key
}

/** What was done to a name in a folder survives a power cut once the folder itself is flushed. */
function durably(path: string, act: () => void): void {
  try {
    act()
    if (process.platform === 'win32') return
    const folder = openSync(dirname(path), 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('storage-failed', `${path} cannot be written (${reason})`, { cause: error })
  }
}
