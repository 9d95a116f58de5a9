import type { AgentView, CalendarView, Overview } from '@chroniton/shared/contract/views'
import { agentHealth } from '../../parts/agent-dot.tsx'

/** The picture of the network as places and lines, in pixels; what is drawn follows from it alone. */

export type Row =
  | { kind: 'agent'; agent: AgentView; y: number }
  | { kind: 'calendar'; calendar: CalendarView; y: number }
  | { kind: 'more-calendars'; count: number; agent: AgentView; y: number }
  | { kind: 'more-agents'; count: number; y: number }
  | { kind: 'empty'; y: number }

export interface Line {
  calendarId: string
  color: string | null
  /** From the source towards the hub, or from the hub to the destination. */
  path: string
  side: 'in' | 'out'
}

export interface Picture {
  width: number
  height: number
  columnWidth: number
  hub: { x: number; y: number; radius: number }
  left: Row[]
  right: Row[]
  lines: Line[]
}

const ROW = 32
const GAP = 14
const TOP = 4
/** More rows than this on a side, and agents show how many calendars they have instead of each. */
const MOST_ROWS = 22
const MOST_AGENTS = 10

export function drawNetwork(overview: Overview, width: number): Picture {
  const targets = new Set(overview.routes.map((route) => route.to))
  const isTarget = (calendar: CalendarView) => calendar.isDestination || targets.has(calendar.id)
  const present = overview.calendars.filter(({ gone }) => !gone)
  const columnWidth = Math.round(Math.min(280, width * 0.4))
  const left = sideOf(
    overview.agents,
    present.filter((calendar) => !isTarget(calendar)),
    false,
  )
  const right = sideOf(overview.agents, present.filter(isTarget), true)
  const height = Math.max(left.height, right.height, 120)
  const hub = { x: width / 2, y: height / 2, radius: width < 560 ? 20 : 30 }
  const rows = (side: typeof left) => side.rows.map((row) => ({ ...row, y: row.y + (height - side.height) / 2 }))
  const picture = { width, height, columnWidth, hub, left: rows(left), right: rows(right) }
  const lineOf = (row: Row, side: Line['side']): Line[] =>
    row.kind === 'calendar' || row.kind === 'more-calendars'
      ? [
          {
            calendarId: row.kind === 'calendar' ? row.calendar.id : `more:${row.agent.id}`,
            color: row.kind === 'calendar' ? row.calendar.metadata.color : null,
            path: pathOf(picture, row.y + ROW / 2, side),
            side,
          },
        ]
      : []
  return {
    ...picture,
    lines: [...picture.left.flatMap((row) => lineOf(row, 'in')), ...picture.right.flatMap((row) => lineOf(row, 'out'))],
  }
}

function sideOf(
  agents: AgentView[],
  calendars: CalendarView[],
  isDestination: boolean,
): { rows: Row[]; height: number } {
  const byAgent = new Map<string, CalendarView[]>(agents.map(({ id }) => [id, []]))
  for (const calendar of calendars) byAgent.get(calendar.agentId)?.push(calendar)
  const groups = agents
    .map((agent) => ({ agent, calendars: byAgent.get(agent.id) ?? [] }))
    .filter((group) => group.calendars.length > 0 || (!isDestination && isWaiting(group.agent)))
    .toSorted((a, b) => rank(a.agent) - rank(b.agent))
  const isCrowded = groups.length + calendars.length > MOST_ROWS
  const rows: Row[] = []
  let y = TOP
  const put = (row: Row) => {
    rows.push(row)
    y += ROW
  }
  for (const group of groups.slice(0, MOST_AGENTS)) {
    put({ kind: 'agent', agent: group.agent, y })
    const most = isCrowded ? 1 : group.calendars.length
    const shown = group.calendars.length <= most + 1 && !isCrowded ? group.calendars : group.calendars.slice(0, most)
    for (const calendar of shown) put({ kind: 'calendar', calendar, y })
    const count = group.calendars.length - shown.length
    if (count > 0) put({ kind: 'more-calendars', count, agent: group.agent, y })
    y += GAP
  }
  if (groups.length > MOST_AGENTS) put({ kind: 'more-agents', count: groups.length - MOST_AGENTS, y })
  if (rows.length === 0) put({ kind: 'empty', y })
  return { rows, height: y }
}

/** An agent that has not shown a calendar yet; the hub's own is not waited for. */
function isWaiting(agent: AgentView): boolean {
  return agent.id !== 'hub'
}

function rank(agent: AgentView): number {
  return { bad: 0, warn: 1, good: 2 }[agentHealth(agent)]
}

function pathOf({ width, columnWidth, hub }: Omit<Picture, 'lines'>, y: number, side: Line['side']): string {
  const reach = Math.max(20, (width / 2 - columnWidth) * 0.55)
  return side === 'in'
    ? `M ${columnWidth} ${y} C ${columnWidth + reach} ${y}, ${hub.x - reach} ${hub.y}, ${hub.x} ${hub.y}`
    : `M ${hub.x} ${hub.y} C ${hub.x + reach} ${hub.y}, ${width - columnWidth - reach} ${y}, ${width - columnWidth} ${y}`
}
