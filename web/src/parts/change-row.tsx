import type { ChangeView } from '@chroniton/shared/contract/views'
import { Link } from '@tanstack/react-router'
import { useMay } from '../hub/hub-context.tsx'
import { useDecision } from '../hub/use-decision.ts'
import { CHANGE_TONES, Tag } from './tag.tsx'
import { useWords } from '../words/words-context.tsx'
import { Author } from './author.tsx'
import { ConfirmButton } from './confirm-button.tsx'
import { FieldChanges } from './fields/field-changes.tsx'
import { Outcome } from './outcome.tsx'
import { Ago } from './time.tsx'

/** One change of one event: who, when, what it made of which field; and the way back. `named` links to the event. */
export function ChangeRow({ change, named }: { change: ChangeView; named: boolean }) {
  const { words } = useWords()
  const { activity, common } = words
  const { state, isPending, decide } = useDecision()
  const mayUndo = useMay('operate') && !change.undone
  return (
    <div className="line">
      <div className="line-top">
        <div className="line-words">
          <div className="line-title">
            <Tag tone={CHANGE_TONES[change.what]}>{activity.what[change.what]}</Tag>
            {named ? (
              <Link to="/events/$eventId" params={{ eventId: change.eventId }} className="row-link">
                <b>{change.title || common.untitled}</b>
              </Link>
            ) : null}
            {change.undone ? <Tag tone="quiet">{activity.undone}</Tag> : null}
          </div>
          <div className="quiet">
            <Author by={change.by} /> · <Ago at={change.at} />
          </div>
        </div>
        {mayUndo ? (
          <ConfirmButton
            size="compact-sm"
            variant="subtle"
            loading={isPending}
            question={activity.undoQuestion}
            hint={activity.undoHint}
            action={activity.undo}
            aria-label={`${activity.undo}: ${change.title || common.untitled}`}
            onConfirm={() => void decide({ kind: 'undo', changeId: change.id })}
          >
            {activity.undo}
          </ConfirmButton>
        ) : null}
      </div>
      <FieldChanges patch={change.patch} inverse={change.inverse} />
      <Outcome state={state} />
    </div>
  )
}
