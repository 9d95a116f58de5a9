import { Alert, List, Text } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { DecisionState } from '../hub/use-decision.ts'
import { useWords } from '../words/words-context.tsx'
import { Problem } from './problem.tsx'

/** What became of a decision: that it is under way, what could not be done as asked, or why it was refused. */
export function Outcome({ state }: { state: DecisionState }) {
  const { words } = useWords()
  switch (state.step) {
    case 'idle':
      return null
    case 'pending':
      return (
        <Text size="sm" c="dimmed" role="status">
          {words.common.changing}
        </Text>
      )
    case 'applied':
      return state.notes.length === 0 ? null : (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />} role="status">
          <List size="sm">
            {state.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Alert>
      )
    case 'refused':
      return (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
          <Problem code={state.problem.code} detail={state.problem.detail} />
        </Alert>
      )
  }
}
