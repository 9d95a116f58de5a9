import { codedErrorOf } from '@chroniton/shared/client/failure'
import type { Decision } from '@chroniton/shared/contract/decision'
import type { CodedError } from '@chroniton/shared/contract/errors'
import type { Position } from '@chroniton/shared/contract/ids'
import { useEffect, useRef, useState } from 'react'
import { useCalls, useOverview } from './hub-context.tsx'

export type DecisionState =
  | { step: 'idle' }
  /** Asked, and not yet to be seen in what the hub shows. */
  | { step: 'pending'; decision: Decision; position: Position | null }
  | { step: 'applied'; notes: string[] }
  | { step: 'refused'; problem: CodedError }

/**
 * Asks the hub for a change. Until the hub's own picture shows it the state is `pending`, and a page may show what was
 * asked as if it were so; then it is `applied`, or `refused` with the reason.
 */
export function useDecision() {
  const calls = useCalls()
  const [state, setState] = useState<DecisionState>({ step: 'idle' })
  const notes = useRef<string[]>([])
  const foldedPosition = useOverview((overview) => overview.hub.foldedPosition)

  const isShown = state.step === 'pending' && state.position !== null && foldedPosition >= state.position
  useEffect(() => {
    if (isShown) setState({ step: 'applied', notes: notes.current })
  }, [isShown])

  const decide = async (decision: Decision): Promise<boolean> => {
    setState({ step: 'pending', decision, position: null })
    try {
      const result = await calls.admin.decide.mutate(decision)
      notes.current = result.notes
      setState({ step: 'pending', decision, position: result.position })
      return true
    } catch (error) {
      setState({ step: 'refused', problem: codedErrorOf(error) })
      return false
    }
  }
  return { state, isPending: state.step === 'pending', decide, reset: () => setState({ step: 'idle' }) }
}
