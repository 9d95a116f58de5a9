import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, type Dirent } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

export const MANIFEST = 'manifest.json'
export const DATABASE = 'hub.sqlite'

/** What an archive holds, and by what it can be told that it holds all of it. */
export const Manifest = z.object({
  format: z.literal(1),
  createdAt: z.string(),
  hubVersion: z.string(),
  hubId: z.string(),
  /** When the last step of the database's form had been made, in milliseconds since 1970. */
  schema: z.number(),
  foldedPosition: z.number(),
  /** Over everything that follows from the log. */
  stateHash: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
})
export type Manifest = z.infer<typeof Manifest>

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Every file below the folder, by its path in it with slashes, in order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry: Dirent) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
}
