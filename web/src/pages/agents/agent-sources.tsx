import type { SourceHealth } from '@chroniton/shared/contract/agent'
import type { AgentView } from '@chroniton/shared/contract/views'
import { Button, Group, NumberInput, Progress, Switch, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMay } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { Tag, type Tone } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'

const TONES: Record<SourceHealth['state'], Tone> = {
  starting: 'quiet',
  listing: 'accent',
  idle: 'good',
  failed: 'bad',
  off: 'quiet',
}

export function AgentSources({ agent }: { agent: AgentView }) {
  const { words } = useWords()
  const text = words.agents
  const { status } = agent
  const empty = status === null ? text.noStatus : status.sources.length === 0 ? text.noSources : null
  return (
    <Section
      title={text.sources}
      flush
      empty={empty}
      actions={
        status === null ? null : (
          <Interval key={status.syncIntervalMinutes} agentId={agent.id} minutes={status.syncIntervalMinutes} />
        )
      }
    >
      <div className="lines" role="list">
        {status?.sources.map((source) => (
          <SourceLine key={source.sourceId} agentId={agent.id} source={source} />
        ))}
      </div>
    </Section>
  )
}

function SourceLine({ agentId, source }: { agentId: AgentView['id']; source: SourceHealth }) {
  const { words, format } = useWords()
  const text = words.agents
  const canConfigure = useMay('configure')
  const { decide, state, isPending } = useDecision()
  const { progress, problem } = source
  const asked =
    state.step === 'pending' && state.decision.kind === 'agent-configure'
      ? state.decision.changes.sources?.[source.sourceId]?.enabled
      : undefined
  return (
    <div role="listitem" className="entry-block">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <Switch
          aria-label={text.turnOn(source.name)}
          checked={asked ?? source.enabled}
          disabled={!canConfigure || isPending}
          mt={2}
          onChange={(event) =>
            void decide({
              kind: 'agent-configure',
              agentId,
              changes: { sources: { [source.sourceId]: { enabled: event.currentTarget.checked } } },
            })
          }
        />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600}>{source.name}</Text>
            <Tag tone={TONES[source.state]}>{text.states[source.state]}</Tag>
          </Group>
          <Text size="sm" c="dimmed" truncate>
            {source.provider} · {source.account}
            {source.lastListedAt === null ? null : (
              <>
                {' · '}
                {text.listed} <Ago at={source.lastListedAt} />
              </>
            )}
          </Text>
          {progress === null ? null : (
            <Text size="sm">
              {text.progress(
                format.number(progress.done),
                progress.total === null ? null : format.number(progress.total),
              )}
            </Text>
          )}
          {progress?.total === null || progress?.total === undefined ? null : (
            <Progress
              value={(100 * progress.done) / Math.max(1, progress.total)}
              size="sm"
              mt={6}
              aria-label={`${text.states.listing}: ${source.name}`}
            />
          )}
          {problem === null ? null : (
            <div style={{ marginTop: 6 }}>
              <Problem code={problem.code} detail={problem.detail} />
              {problem.retryAt === null ? null : (
                <Text size="sm" c="dimmed">
                  {text.retryAt} <Ago at={problem.retryAt} />
                </Text>
              )}
            </div>
          )}
          {state.step === 'refused' ? <Outcome state={state} /> : null}
        </div>
      </Group>
    </div>
  )
}

/** How often everything is listed anew, besides being watched. */
function Interval({ agentId, minutes }: { agentId: AgentView['id']; minutes: number }) {
  const { words } = useWords()
  const [value, setValue] = useState<number | string>(minutes)
  const canConfigure = useMay('configure')
  const { decide, isPending } = useDecision()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typeof value === 'number' && value > 0) {
      void decide({ kind: 'agent-configure', agentId, changes: { syncIntervalMinutes: value } })
    }
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" wrap="nowrap">
        <NumberInput
          size="xs"
          w={90}
          aria-label={words.agents.interval}
          title={words.agents.interval}
          value={value}
          onChange={setValue}
          min={0.02}
          max={1440}
          suffix=" min"
          disabled={!canConfigure}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          loading={isPending}
          disabled={!canConfigure || value === minutes}
        >
          {words.common.save}
        </Button>
      </Group>
    </form>
  )
}
