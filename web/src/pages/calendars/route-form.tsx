import type { Route, RouteChanges } from '@chroniton/shared/contract/route'
import type { RouteView } from '@chroniton/shared/contract/views'
import { Button, Group, Select, SimpleGrid, Switch, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowLeft, IconArrowRight, IconArrowsLeftRight } from '@tabler/icons-react'
import { useId } from 'react'
import { useMay } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words/words-context.tsx'

/** One route. Every choice takes effect when it is made. */
export function RouteForm({ route, isOutbound }: { route: RouteView; isOutbound: boolean }) {
  const { words } = useWords()
  const text = words.calendars
  const mayConfigure = useMay('configure')
  const id = useId()
  const { decide, state, isPending } = useDecision()
  const asked = state.step === 'pending' && state.decision.kind === 'route-change' ? state.decision.changes : {}
  const shown = { ...route, ...asked }
  const change = (changes: RouteChanges) => void decide({ kind: 'route-change', routeId: route.id, changes })
  const Arrow = shown.direction === 'both' ? IconArrowsLeftRight : isOutbound ? IconArrowRight : IconArrowLeft

  const choice = <Field extends keyof RouteChanges & ('direction' | 'mode' | 'label' | 'newEvents')>(
    field: Field,
    label: string,
    words: Record<Route[Field], string>,
    hint?: string,
  ) => (
    <Select
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      data={Object.entries<string>(words).map(([value, label]) => ({ value, label }))}
      value={shown[field]}
      allowDeselect={false}
      disabled={!mayConfigure || isPending}
      onChange={(value) => {
        if (value !== null) change({ [field]: value })
      }}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  )

  return (
    <section className="entry-block" aria-labelledby={id}>
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          <Arrow size={18} aria-hidden />
          <Title order={3} id={id}>
            {isOutbound ? text.to(route.toName) : text.from(route.fromName)}
          </Title>
        </Group>
        {mayConfigure ? (
          <RemoveRoute onRemove={(copies) => void decide({ kind: 'route-remove', routeId: route.id, copies })} />
        ) : null}
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {choice('direction', text.direction, text.directions, text.directionHints[shown.direction])}
        {choice('mode', text.mode, text.modes, text.modeHints[shown.mode])}
        {choice('label', text.label, text.labels)}
        {choice('newEvents', text.newEvents, text.newEventsChoices)}
        <Select
          label={text.strategy}
          data={Object.entries(text.strategies).map(([value, label]) => ({ value, label }))}
          value={shown.strategy ?? 'hub'}
          allowDeselect={false}
          disabled={!mayConfigure || isPending}
          onChange={(value) => change({ strategy: value === 'hub' ? null : (value as Route['strategy']) })}
        />
        <Switch
          label={text.followMetadata}
          checked={shown.followMetadata}
          disabled={!mayConfigure || isPending}
          onChange={(event) => change({ followMetadata: event.currentTarget.checked })}
          mt={{ base: 0, sm: 30 }}
        />
      </SimpleGrid>
      <Outcome state={state} />
    </section>
  )
}

function RemoveRoute({ onRemove }: { onRemove: (copies: 'keep' | 'delete') => void }) {
  const { words } = useWords()
  const text = words.calendars
  const [isOpen, { open, close }] = useDisclosure(false)
  const remove = (copies: 'keep' | 'delete') => {
    close()
    onRemove(copies)
  }
  return (
    <>
      <Button variant="subtle" color="gray" size="xs" onClick={open}>
        {text.removeRoute}
      </Button>
      <Dialog title={text.removeRoute} isOpen={isOpen} onClose={close}>
        <Text size="sm">{text.removeRouteHint}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close} data-autofocus>
            {words.common.cancel}
          </Button>
          <Button variant="default" onClick={() => remove('keep')}>
            {text.keepCopies}
          </Button>
          <Button color="red" onClick={() => remove('delete')}>
            {text.deleteCopies}
          </Button>
        </Group>
      </Dialog>
    </>
  )
}
