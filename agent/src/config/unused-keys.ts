import { ConfigFile, SourceEntry, WITHOUT_EFFECT } from './config-file.ts'
import { settingName } from './invalid.ts'

/** One line for each key of the file that has no effect: unknown ones, and those that need none here. */
export function unusedKeys(file: ConfigFile): string[] {
  const { calendar_sources: sources = [], ...top } = file
  return [
    ...linesOf(top, Object.keys(ConfigFile.shape), []),
    ...sources.flatMap((source, index) => {
      const path = ['calendar_sources', index]
      const range = source.sync_filters?.date_range_days
      return [
        ...linesOf(source, Object.keys(SourceEntry.shape), path),
        ...(range === undefined
          ? []
          : [`${settingName([...path, 'sync_filters', 'date_range_days'])} has no effect: all dates are read`]),
      ]
    }),
  ]
}

function linesOf(object: object, known: string[], path: PropertyKey[]): string[] {
  return Object.keys(object).flatMap((key) => {
    const name = settingName([...path, key])
    if (!known.includes(key)) return [`${name} is not known to this agent and has no effect`]
    const why = WITHOUT_EFFECT[key]
    return why === undefined ? [] : [`${name} has no effect: ${why}`]
  })
}
