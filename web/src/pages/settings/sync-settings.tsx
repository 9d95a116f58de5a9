import type { HubSettings } from '@chroniton/shared/contract/route'
import { Fieldset, Group, NumberInput, Radio, Stack } from '@mantine/core'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words-context.tsx'
import { DestinationSettings } from './destination-settings.tsx'

/** How the hub merges. Each choice counts as soon as it is made, in every open window. */
export function SyncSettings() {
  const { words } = useWords()
  const { sync } = words.settings
  const standing = useOverview((overview) => overview.settings)
  const mayChange = useMay('configure')
  const { state, isPending, decide } = useDecision()
  const asked = state.step === 'pending' && state.decision.kind === 'settings-change' ? state.decision.changes : {}
  const settings = { ...standing, ...asked }
  const change = (changes: Partial<HubSettings>) => void decide({ kind: 'settings-change', changes })
  const isFixed = !mayChange || isPending
  return (
    <Stack gap="lg">
      <DestinationSettings />
      <Choices
        legend={sync.strategy}
        hint={sync.strategyHint}
        names={sync.strategies}
        value={settings.strategy}
        disabled={isFixed}
        onChange={(strategy) => change({ strategy })}
      />
      <Choices
        legend={sync.editAgainstDelete}
        names={sync.editAgainstDeletes}
        value={settings.editAgainstDelete}
        disabled={isFixed}
        onChange={(editAgainstDelete) => change({ editAgainstDelete })}
      />
      <Choices
        legend={sync.newCalendars}
        names={sync.newCalendarsChoices}
        value={settings.newCalendars}
        disabled={isFixed}
        onChange={(newCalendars) => change({ newCalendars })}
      />
      <GuardSettings
        key={JSON.stringify(settings.deletionGuard)}
        guard={settings.deletionGuard}
        disabled={isFixed}
        onChange={(deletionGuard) => change({ deletionGuard })}
      />
      <Outcome state={state} />
    </Stack>
  )
}

function Choices<Value extends string>(props: {
  legend: string
  hint?: string
  names: Record<Value, string>
  value: Value
  disabled: boolean
  onChange: (value: Value) => void
}) {
  return (
    <Radio.Group
      className="panel"
      p="lg"
      label={props.legend}
      description={props.hint}
      value={props.value}
      onChange={(value) => props.onChange(value)}
    >
      <Stack gap="xs" mt="sm">
        {(Object.entries(props.names) as [Value, string][]).map(([value, name]) => (
          <Radio key={value} value={value} label={name} disabled={props.disabled} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

type Guard = HubSettings['deletionGuard']

/** Takes effect when a field is left. */
function GuardSettings(props: { guard: Guard; disabled: boolean; onChange: (guard: Guard) => void }) {
  const { words } = useWords()
  const { sync } = words.settings
  const { guard, disabled } = props
  const field = (
    label: string,
    unit: string,
    value: number,
    range: [number, number],
    put: (value: number) => Guard,
  ) => (
    <NumberInput
      label={label}
      suffix={` ${unit}`}
      defaultValue={value}
      min={range[0]}
      max={range[1]}
      allowDecimal={false}
      clampBehavior="strict"
      disabled={disabled}
      w={190}
      onBlur={(event) => {
        const next = Number.parseInt(event.currentTarget.value, 10)
        if (Number.isFinite(next) && next !== value) props.onChange(put(next))
      }}
    />
  )
  return (
    <Fieldset legend={sync.guard} className="panel" p="lg">
      <p className="hint">{sync.guardHint}</p>
      <Group align="flex-end">
        {field(sync.guardCount, sync.guardCountUnit, guard.count, [0, 100_000], (count) => ({ ...guard, count }))}
        {field(sync.guardShare, sync.guardShareUnit, Math.round(guard.share * 100), [0, 100], (percent) => ({
          ...guard,
          share: percent / 100,
        }))}
        {field(sync.guardWindow, sync.guardWindowUnit, guard.windowMinutes, [1, 10_080], (windowMinutes) => ({
          ...guard,
          windowMinutes,
        }))}
      </Group>
    </Fieldset>
  )
}
