import { chmod, open, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { z } from 'zod'
import { Encrypted } from '../secrets/encrypted.ts'

/** What enrolling gave the agent. It lies beside the configuration, readable by its owner alone. */
export const Credential = z.object({
  central_api_url: z.string(),
  agent_id: z.string(),
  agent_name: z.string(),
  agent_secret: z.union([z.string(), Encrypted]),
})
export type Credential = z.infer<typeof Credential>

/** `agent.json` -> `agent.credential.json` */
export function credentialPath(configPath: string): string {
  const name = basename(configPath).replace(/\.jsonc?$/i, '')
  return join(dirname(configPath), `${name}.credential.json`)
}

export async function readCredential(configPath: string): Promise<Credential | null> {
  const path = credentialPath(configPath)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new CodedError('source-file', `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
  try {
    return Credential.parse(JSON.parse(text))
  } catch {
    throw new CodedError('invalid-configuration', `${path} is damaged; enrol the agent again`)
  }
}

/** Durable when it resolves: the credential that it replaces may end then. Errors: `source-file`. */
export async function writeCredential(configPath: string, credential: Credential): Promise<string> {
  const path = credentialPath(configPath)
  const fresh = `${path}.new`
  try {
    await writeFile(fresh, `${JSON.stringify(credential, null, 2)}\n`, { mode: 0o600, flush: true })
    // The mode above counts only for a file that was not there.
    await chmod(fresh, 0o600)
    await rename(fresh, path)
    await flushFolder(dirname(path))
  } catch (error) {
    throw new CodedError('source-file', `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
  return path
}

/** Windows has no such thing, and renames durably. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
