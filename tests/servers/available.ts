import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe } from 'vitest'

/** Where a program of this name lies in the path. */
export function findProgram(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
      continue
    }
  }
  return null
}

/**
 * A suite over real programs. Where one is missing it shows as skipped, with what to install; where
 * `CHRONITON_REQUIRE_SERVERS=1` says that they must be there it fails instead.
 */
export function describeWithPrograms(name: string, programs: string[], suite: () => void): void {
  const missing = programs.filter((program) => findProgram(program) === null)
  if (missing.length === 0) {
    describe(name, suite)
  } else if (process.env['CHRONITON_REQUIRE_SERVERS'] === '1') {
    describe(name, () => {
      throw new Error(`${missing.join(', ')} must be installed for this suite`)
    })
  } else {
    describe.skip(`${name} (needs ${missing.join(', ')})`, suite)
  }
}
