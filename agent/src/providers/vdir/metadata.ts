import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import { fileFailure, isAbsent } from './file-failure.ts'
import type { FileWriter } from './item-file.ts'

/** The file of each field, named as vdirsyncer names them. */
const FILES = { name: 'displayname', color: 'color', description: 'description' } as const satisfies Record<
  keyof CalendarMetadata,
  string
>
const MAX_NAME = 1_000
const MAX_DESCRIPTION = 10_000

/** `order` is written by other programs and left alone. */
const METADATA_FILES = new Set<string>([...Object.values(FILES), 'order'])

export function isMetadataFile(name: string): boolean {
  return METADATA_FILES.has(name)
}

export async function readMetadata(folder: string, nameWithoutFile: string): Promise<CalendarMetadata> {
  const [name, color, description] = await Promise.all([
    readText(join(folder, FILES.name)),
    readText(join(folder, FILES.color)),
    readText(join(folder, FILES.description)),
  ])
  return {
    name: (name ?? nameWithoutFile).slice(0, MAX_NAME),
    color: /^#[0-9a-f]{6}/i.exec(color ?? '')?.[0].toLowerCase() ?? null,
    description: description?.slice(0, MAX_DESCRIPTION) ?? null,
  }
}

/** `null` removes the file. */
export async function writeMetadata(folder: string, changes: CalendarChanges, writer: FileWriter): Promise<void> {
  for (const [field, file] of Object.entries(FILES)) {
    const value = changes[field as keyof CalendarMetadata]
    if (value === undefined) continue
    if (value === null) await writer.remove(join(folder, file), null)
    else await writer.put(join(folder, file), value)
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim() || null
  } catch (error) {
    if (isAbsent(error)) return null
    throw fileFailure(error, path, 'read')
  }
}
