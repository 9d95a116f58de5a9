import type { QueueRow as Row } from '@chroniton/shared/contract/views'
import { Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Ago } from '../../parts/time.tsx'
import { Tag, type Tone } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'

const TONES: Record<Row['state'], Tone> = { waiting: 'quiet', sent: 'accent', delayed: 'warn', parked: 'bad' }

/** One command: what it does where, how far it is, and what a person may do about it. */
export function QueueRow({ row }: { row: Row }) {
  const { words, format } = useWords()
  const { queue, common } = words
  const mayDecide = useMay('operate')
  const { state, isPending, decide } = useDecision()
  const agentName = useOverview(({ agents }) => agents.find(({ id }) => id === row.agentId)?.name ?? row.agentId)
  const calendarName = useOverview(
    ({ calendars }) => calendars.find(({ id }) => id === row.calendarId)?.metadata.name ?? null,
  )
  const title = row.title || common.untitled
  const { problem } = row
  return (
    <div className="line">
      <div className="line-top">
        <div className="line-words">
          <div>
            {queue.kinds[row.kind]}{' '}
            {row.eventId === null ? (
              <b>{title}</b>
            ) : (
              <Link to="/events/$eventId" params={{ eventId: row.eventId }} className="row-link">
                <b>{title}</b>
              </Link>
            )}{' '}
            {calendarName === null || row.eventId === null ? null : queue.in(calendarName)}
          </div>
          <div className="quiet">
            {agentName} · <Ago at={row.queuedAt} />
            {row.attempts === 0 ? null : ` · ${queue.attempts(row.attempts)}`}
            {problem === null || problem.retryAt === null
              ? null
              : ` · ${queue.retryAt(format.moment(problem.retryAt))}`}
          </div>
        </div>
        <Tag tone={TONES[row.state]}>{queue.states[row.state]}</Tag>
      </div>
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
      {row.state === 'parked' && mayDecide ? (
        <Group gap="xs">
          <Button
            size="compact-sm"
            loading={isPending}
            onClick={() => void decide({ kind: 'command-retry', commandId: row.commandId })}
          >
            {queue.retry}
          </Button>
          <ConfirmButton
            size="compact-sm"
            disabled={isPending}
            question={queue.discardQuestion}
            hint={queue.discardHint}
            action={queue.discard}
            onConfirm={() => void decide({ kind: 'command-discard', commandId: row.commandId })}
          >
            {queue.discard}
          </ConfirmButton>
        </Group>
      ) : null}
      <Outcome state={state} />
    </div>
  )
}
