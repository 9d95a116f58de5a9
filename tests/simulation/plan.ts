import { DEFAULT_SETTINGS, type HubSettings, type Route } from '@chroniton/shared/contract/route'
import type { Chance } from './chance.ts'

export type Shape = 'keyword' | 'color' | 'calendar-per-source' | 'routes'

/** How a world is laid out: follows from its seed alone. */
export interface Plan {
  shape: Shape
  settings: Pick<HubSettings, 'strategy' | 'editAgainstDelete' | 'deletionGuard' | 'newCalendars'>
  /** The first has the destination; of each, how many calendars its accounts have. */
  agents: { accounts: number[] }[]
  /** How the calendar flows into the destination, for the shape `routes`. */
  routeOf: () => Pick<Route, 'direction' | 'mode' | 'label' | 'newEvents' | 'followMetadata' | 'strategy'>
  /** Calendars that also show in another source when they are busy. */
  busyPairs: boolean
  /** Whether a provider writes without asking at which version an item is. */
  ignoresPreconditions: () => boolean
  minutes: number
  faults: FaultPlan
}

export interface FaultPlan {
  network: boolean
  providers: boolean
  kills: boolean
  losesJournals: boolean
  losesHub: boolean
  sleeps: boolean
  /** Listings that lag behind. */
  lags: boolean
}

/** `servers`: a chance of its own, so that worlds from before servers were like that are as they were. */
export function planOf(chance: Chance, servers: Chance): Plan {
  const shape = chance.pick<Shape>([
    'keyword',
    'keyword',
    'color',
    'calendar-per-source',
    'calendar-per-source',
    'routes',
  ])
  const strategies = ['latest_wins', 'latest_wins', 'source_wins', 'destination_wins', 'manual'] as const
  return {
    shape,
    settings: {
      strategy: chance.pick(strategies),
      editAgainstDelete: chance.happens(0.8) ? 'edit_wins' : 'delete_wins',
      deletionGuard: chance.happens(0.5) ? DEFAULT_SETTINGS.deletionGuard : { windowMinutes: 10, count: 2, share: 0.2 },
      newCalendars: shape === 'routes' ? 'wait' : 'route',
    },
    agents: Array.from({ length: chance.between(2, 4) }, (_, index) => ({
      accounts:
        index === 0 ? [shape === 'calendar-per-source' ? 0 : 1] : chance.happens(0.2) ? [1, 1] : [chance.between(1, 2)],
    })),
    routeOf: () => {
      const direction = chance.happens(0.6) ? 'both' : 'forward'
      const mode = direction === 'forward' && chance.happens(0.4) ? 'busy' : 'mirror'
      return {
        direction,
        mode,
        label: mode === 'mirror' ? chance.pick(['none', 'keyword'] as const) : 'none',
        newEvents: chance.pick(['stay', 'all'] as const),
        followMetadata: false,
        strategy: chance.happens(0.3) ? chance.pick(strategies) : null,
      }
    },
    busyPairs: chance.happens(0.3),
    ignoresPreconditions: () => servers.happens(0.15),
    minutes: chance.between(10, 40),
    faults: {
      network: chance.happens(0.7),
      providers: chance.happens(0.7),
      kills: chance.happens(0.6),
      losesJournals: chance.happens(0.25),
      losesHub: chance.happens(0.2),
      sleeps: chance.happens(0.3),
      lags: servers.happens(0.3),
    },
  }
}

/** Every provider lists what it has confirmed, and keeps preconditions. */
export function withHonestServers(plan: Plan): void {
  plan.faults.lags = false
  plan.ignoresPreconditions = () => false
}
