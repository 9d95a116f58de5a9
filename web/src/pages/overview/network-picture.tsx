import type { AgentView, Overview } from '@chroniton/shared/contract/views'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { lagOf } from '../../parts/agent-lag.ts'
import { agentHealth } from '../../parts/agent-dot.tsx'
import { useNow } from '../../parts/now.ts'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'
import type { Line, Picture, Row } from './network-layout.ts'
import { usePulses } from './pulses.ts'

/** Agents and their calendars on the left, the hub, the destination on the right; dots are changes on their way. */
export function NetworkPicture({ overview, picture }: { overview: Overview; picture: Picture }) {
  const { words } = useWords()
  const { pulses, ended } = usePulses()
  const busy = new Set<string | null>(
    overview.queue.filter(({ state }) => state !== 'parked').map(({ calendarId }) => calendarId),
  )
  const { width, height, hub, columnWidth } = picture
  const lineOf = (calendarId: string, side: Line['side']) =>
    picture.lines.find((line) => line.calendarId === calendarId && line.side === side) ??
    picture.lines.find((line) => line.calendarId === calendarId)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="network" role="group">
      <g aria-hidden>
        {picture.lines.map((line) => (
          <path
            key={`${line.side} ${line.calendarId}`}
            d={line.path}
            className="network-line"
            data-busy={busy.has(line.calendarId) || undefined}
            style={{ stroke: line.color ?? undefined }}
          />
        ))}
        {pulses.map((pulse) => {
          const line = lineOf(pulse.calendarId, pulse.way)
          if (line === undefined) return null
          const isBackwards = line.side !== pulse.way
          return (
            <circle
              key={pulse.id}
              r={5}
              className="network-pulse"
              data-backwards={isBackwards || undefined}
              style={{ offsetPath: `path('${line.path}')`, fill: line.color ?? undefined }}
              onAnimationEnd={() => ended(pulse.id)}
            />
          )
        })}
        <circle cx={hub.x} cy={hub.y} r={hub.radius} className="network-hub" />
        <path
          d={`M ${hub.x} ${hub.y - hub.radius * 0.45} v ${hub.radius * 0.5} l ${hub.radius * 0.4} ${hub.radius * 0.28}`}
          className="network-hand"
        />
        {width < 560 ? null : (
          <text x={hub.x} y={hub.y + hub.radius + 18} textAnchor="middle" className="network-quiet">
            {words.overview.hub}
          </text>
        )}
      </g>
      {picture.left.map((row) => (
        <RowText key={keyOf(row)} row={row} x={0} width={columnWidth} />
      ))}
      {picture.right.map((row) => (
        <RowText key={`to ${keyOf(row)}`} row={row} x={width - columnWidth} width={columnWidth} isRight />
      ))}
    </svg>
  )
}

function keyOf(row: Row): string {
  switch (row.kind) {
    case 'agent':
      return `agent ${row.agent.id}`
    case 'calendar':
      return `calendar ${row.calendar.id}`
    case 'more-calendars':
      return `more of ${row.agent.id}`
    case 'more-agents':
    case 'empty':
      return row.kind
  }
}

function RowText(props: { row: Row; x: number; width: number; isRight?: boolean }) {
  const { words, format } = useWords()
  const text = words.overview
  const { row, x, width } = props
  const place = (children: ReactNode) => (
    <foreignObject x={x} y={row.y} width={width} height={32}>
      {children}
    </foreignObject>
  )
  switch (row.kind) {
    case 'agent':
      return place(
        <Link to="/agents/$agentId" params={{ agentId: row.agent.id }} className="network-agent">
          <span className="dot" data-state={agentHealth(row.agent)} aria-hidden />
          <strong>{row.agent.name}</strong>
          <AgentState agent={row.agent} />
        </Link>,
      )
    case 'calendar':
      return place(
        <Link to="/calendars/$calendarId" params={{ calendarId: row.calendar.id }} className="network-calendar">
          <Swatch color={row.calendar.metadata.color} />
          <span className="network-name">{row.calendar.metadata.name}</span>
          <span className="network-count">{format.number(row.calendar.events)}</span>
        </Link>,
      )
    case 'more-calendars':
      return place(
        <Link to="/agents/$agentId" params={{ agentId: row.agent.id }} className="network-calendar">
          <span className="network-name">{text.moreCalendars(row.count)}</span>
        </Link>,
      )
    case 'more-agents':
      return place(
        <Link to="/agents" className="network-agent">
          {text.moreAgents(row.count)}
        </Link>,
      )
    case 'empty':
      return place(
        <span className="network-agent">{props.isRight === true ? text.noDestination : words.agents.empty}</span>,
      )
  }
}

/** How far behind it is: what waits for it, or what it has yet to say. */
function AgentState({ agent }: { agent: AgentView }) {
  const { words, format } = useWords()
  const text = words.overview
  const now = useNow()
  const inWords = () => {
    if (!agent.online) return text.away
    const listing = agent.status?.sources.find(({ state }) => state === 'listing')?.progress
    if (listing !== undefined && listing !== null) {
      const { done, total } = listing
      return text.listing(total === null ? format.number(done) : `${Math.floor((100 * done) / Math.max(1, total))} %`)
    }
    if (agent.pendingCommands > 0) {
      const lag = lagOf(agent, now)
      return text.waiting(agent.pendingCommands, lag === null || lag < 1000 ? null : format.length(lag))
    }
    const spooled = agent.status?.spooled ?? 0
    return spooled > 0 ? text.reporting(spooled) : text.inStepShort
  }
  const said = inWords()
  return (
    <span className="network-state" data-calm={said === text.inStepShort || undefined}>
      {said}
    </span>
  )
}
