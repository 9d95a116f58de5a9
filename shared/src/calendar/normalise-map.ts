import { canonicalSpan } from './duration.ts'
import { isObject, setMember } from './json.ts'

type Members = Record<string, unknown>

const ENTRY_DEFAULTS: Record<string, Members> = {
  locations: { '@type': 'Location', name: '', description: '' },
  virtualLocations: { '@type': 'VirtualLocation', name: '', description: '' },
  links: { '@type': 'Link', title: '' },
  participants: {
    '@type': 'Participant',
    name: '',
    email: '',
    description: '',
    participationComment: '',
    participationStatus: 'needs-action',
    expectReply: false,
    scheduleAgent: 'server',
    scheduleForceSend: false,
    scheduleSequence: 0,
  },
  alerts: { '@type': 'Alert', action: 'display' },
  relatedTo: { '@type': 'Relation' },
}

const SETS = new Set(['keywords', 'categories'])
const KEYED = new Set([...Object.keys(ENTRY_DEFAULTS), ...SETS, 'replyTo'])

export function isKeyed(property: string): boolean {
  return KEYED.has(property)
}

/** A map of participants, alerts and the like in its one form; `undefined` when nothing is left of it. */
export function normaliseMap(property: string, map: Members): Members | undefined {
  const result: Members = {}
  let entries = 0
  for (const [key, given] of Object.entries(map)) {
    const entry = isObject(given) ? normaliseEntry(property, given) : given
    if (entry === null || entry === undefined || (SETS.has(property) && entry !== true)) continue
    setMember(result, key, entry)
    entries++
  }
  return entries === 0 ? undefined : result
}

/** An entry without what it need not say; a location with nothing in it is none. */
function normaliseEntry(property: string, entry: Members): Members | undefined {
  const result = withoutDefaults(entry, ENTRY_DEFAULTS[property] ?? {})
  if (property === 'alerts' && isObject(result['trigger'])) result['trigger'] = normaliseTrigger(result['trigger'])
  if (property === 'locations' && Object.keys(result).length === 0) return undefined
  return result
}

function withoutDefaults(entry: Members, defaults: Members): Members {
  const result: Members = {}
  for (const [key, value] of Object.entries(entry)) {
    if (value === null || (Object.hasOwn(defaults, key) && defaults[key] === value) || isEmpty(value)) continue
    setMember(result, key, value)
  }
  return result
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

function normaliseTrigger(trigger: Members): Members {
  const result = withoutDefaults(trigger, { relativeTo: 'start' })
  if (typeof result['offset'] === 'string') result['offset'] = canonicalSpan(result['offset'])
  return result
}
