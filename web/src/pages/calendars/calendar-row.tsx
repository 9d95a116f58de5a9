import type { CalendarView } from '@chroniton/shared/contract/views'
import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useAccountName } from '../../parts/account-name.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { Problem } from '../../parts/problem.tsx'
import { PROVIDER_NAMES } from '../../parts/providers.ts'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { CalendarBadges } from './calendar-badges.tsx'
import { ColorButton } from './color-button.tsx'
import { NameField } from './name-field.tsx'
import { useCalendarChange } from './use-calendar-change.ts'

export function CalendarRow({ calendar }: { calendar: CalendarView }) {
  const { words, format } = useWords()
  const text = words.calendars
  const agent = useOverview((overview) => overview.agents.find(({ id }) => id === calendar.agentId))
  const routes = useOverview((overview) => overview.routes)
  const accountOf = useAccountName()
  const mayOperate = useMay('operate')
  const { shown, isPending, state, change } = useCalendarChange(calendar)
  const to = routes.filter((route) => route.from === calendar.id).map(({ toName }) => toName)
  const from = routes.filter((route) => route.to === calendar.id).map(({ fromName }) => fromName)
  const flow =
    from.length > 0
      ? text.fromWhere(format.list(from.slice(0, 4)))
      : to.length > 0
        ? text.flowsTo(format.list(to.slice(0, 4)))
        : text.flowsNowhere
  return (
    <div className="entry-row">
      <ColorButton
        label={text.recolour(shown.name)}
        color={shown.color}
        disabled={!mayOperate || !calendar.abilities.changeColor || calendar.gone}
        onChoose={(color) => void change({ color })}
      />
      <div className="entry-words">
        <div className="entry-name">
          <NameField
            name={shown.name}
            canChange={mayOperate && calendar.abilities.changeName && !calendar.gone}
            onChange={(name) => void change({ name })}
          >
            <Link to="/calendars/$calendarId" params={{ calendarId: calendar.id }} className="row-link">
              {shown.name}
            </Link>
          </NameField>
          <CalendarBadges calendar={calendar} isPending={isPending} />
        </div>
        <div className="quiet truncated">
          {[PROVIDER_NAMES[calendar.provider], agent?.name, accountOf(calendar)].filter(Boolean).join(' · ')}
        </div>
        <div className="quiet truncated">{flow}</div>
        {calendar.problem === null ? null : <Problem code={calendar.problem.code} detail={calendar.problem.detail} />}
        {state.step === 'refused' ? <Outcome state={state} /> : null}
      </div>
      <div className="entry-facts">
        <div>{words.common.events(calendar.events)}</div>
        <div className="quiet wide-only">
          {calendar.lastChangeAt === null ? (
            text.noChange
          ) : (
            <>
              {text.lastChange} <Ago at={calendar.lastChangeAt} />
            </>
          )}
        </div>
      </div>
      <IconChevronRight size={18} aria-hidden className="entry-arrow" />
    </div>
  )
}
