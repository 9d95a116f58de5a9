import { Group, Text, ThemeIcon } from '@mantine/core'
import {
  IconCloudOff,
  IconDatabaseExclamation,
  IconGitMerge,
  IconHourglass,
  IconLock,
  IconPlugConnectedX,
  IconShieldPause,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { type Need, needsOf } from './needs.ts'

const ALERT_ICONS = {
  'agent-silent': IconCloudOff,
  'queue-stuck': IconHourglass,
  'sign-in-needed': IconLock,
  'conflicts-waiting': IconGitMerge,
  'deletions-held': IconShieldPause,
  'storage-failing': IconDatabaseExclamation,
}

/** What waits for a person, each with the way to deal with it. */
export function Attention() {
  const { words } = useWords()
  const overview = useOverview((whole) => whole)
  const needs = needsOf(overview)
  if (needs.length === 0) return null
  return (
    <Section title={words.overview.needsYou} flush>
      <div className="lines" role="list">
        {needs.map((need) => (
          <NeedLine key={keyOf(need)} need={need} />
        ))}
      </div>
    </Section>
  )
}

function keyOf(need: Need): string {
  switch (need.kind) {
    case 'alert':
      return need.alert.id
    case 'parked':
      return 'parked'
    case 'trouble':
      return `trouble:${need.agent.id}`
  }
}

function NeedLine({ need }: { need: Need }) {
  const { words } = useWords()
  const text = words.overview
  switch (need.kind) {
    case 'alert':
      return <AlertLine alert={need.alert} />
    case 'parked':
      return (
        <Line icon={IconHourglass} severity={need.severity} title={text.parked(need.count)} detail={text.parkedHint}>
          <ButtonLink to="/queue" variant="default" size="xs">
            {text.look.queue}
          </ButtonLink>
        </Line>
      )
    case 'trouble':
      return (
        <Line
          icon={IconPlugConnectedX}
          severity={need.severity}
          title={text.trouble(need.agent.name)}
          detail={need.agent.trouble ?? ''}
        >
          <ButtonLink to="/agents/$agentId" params={{ agentId: need.agent.id }} variant="default" size="xs">
            {text.look.agent}
          </ButtonLink>
        </Line>
      )
  }
}

function AlertLine({ alert }: { alert: Extract<Need, { kind: 'alert' }>['alert'] }) {
  const { words } = useWords()
  const text = words.overview
  const { kind, severity, agentId, calendarId, since } = alert
  const agents = useOverview((overview) => overview.agents)
  const calendars = useOverview((overview) => overview.calendars)
  const held = useOverview((overview) =>
    kind === 'deletions-held' ? overview.holds.find((hold) => alert.id.endsWith(hold.id)) : undefined,
  )
  const conflicts = useOverview((overview) => overview.conflicts.length)
  const calendar = calendars.find(({ id }) => id === calendarId)
  const agent = agents.find(({ id }) => id === (agentId ?? calendar?.agentId))
  const name = calendar?.metadata.name ?? agent?.name ?? ''
  const title = {
    'agent-silent': () => text.alerts['agent-silent'](name),
    'queue-stuck': () => text.alerts['queue-stuck'](name),
    'sign-in-needed': () => text.alerts['sign-in-needed'](name),
    'conflicts-waiting': () => text.alerts['conflicts-waiting'](conflicts),
    'deletions-held': () => text.alerts['deletions-held'](held?.events.length ?? 0, name),
    'storage-failing': () => text.alerts['storage-failing'],
  }[kind]()
  const toAgent =
    agent === undefined ? (
      <ButtonLink to="/agents" variant="default" size="xs">
        {text.look.agents}
      </ButtonLink>
    ) : (
      <ButtonLink to="/agents/$agentId" params={{ agentId: agent.id }} variant="default" size="xs">
        {text.look.agent}
      </ButtonLink>
    )
  const way: Record<typeof kind, ReactNode> = {
    'agent-silent': toAgent,
    'sign-in-needed': toAgent,
    'queue-stuck': (
      <ButtonLink to="/queue" variant="default" size="xs">
        {text.look.queue}
      </ButtonLink>
    ),
    'conflicts-waiting': (
      <ButtonLink to="/conflicts" size="xs">
        {text.look.conflicts}
      </ButtonLink>
    ),
    'deletions-held': (
      <ButtonLink to="/safety" size="xs">
        {text.look.safety}
      </ButtonLink>
    ),
    'storage-failing': null,
  }
  return (
    <Line icon={ALERT_ICONS[kind]} severity={severity} title={title} detail={text.alertHints[kind]} since={since}>
      {way[kind]}
    </Line>
  )
}

function Line(props: {
  icon: typeof IconLock
  severity: 'warning' | 'critical'
  title: string
  detail: string
  since?: string
  children: ReactNode
}) {
  return (
    <Group role="listitem" px="lg" py="sm" gap="md" className="need">
      <ThemeIcon variant="light" color={props.severity === 'critical' ? 'red' : 'orange'} size={38} aria-hidden>
        <props.icon size={20} stroke={1.7} />
      </ThemeIcon>
      <div className="need-words">
        <Text fw={600}>{props.title}</Text>
        <Text size="sm" c="dimmed">
          {props.detail}
          {props.since === undefined ? null : (
            <>
              {' '}
              <Ago at={props.since} />
            </>
          )}
        </Text>
      </div>
      {props.children}
    </Group>
  )
}
