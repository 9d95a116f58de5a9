import type { Entry } from '@chroniton/shared/contract/entry'
import { decide } from './decisions.ts'
import type { Outcome } from './effect.ts'
import { takeLeftBehind } from './left-behind.ts'
import { observed } from './observation.ts'
import { receiptOf } from './receipts.ts'
import { reconcileTouched } from './reconcile.ts'
import type { State } from './state.ts'
import { Turn } from './turn.ts'
import { settleVanished } from './vanished.ts'

/**
 * What one line of the log makes of the state, and what is to be done for it. The same state and entry give the same
 * on every machine. It never throws for what an entry says, because an entry that cannot be folded would stop the log.
 */
export function fold(state: State, entry: Entry): Outcome {
  const turn = new Turn(state, entry)
  const { body } = entry
  switch (body.kind) {
    case 'decision':
      decide(turn, body.by, body.decision)
      break
    case 'report':
      report(turn, body)
      break
  }
  settleVanished(turn)
  takeLeftBehind(turn)
  reconcileTouched(turn)
  return turn.finish()
}

function report(turn: Turn, { agentId, sequence, items }: Extract<Entry['body'], { kind: 'report' }>): void {
  const agent = turn.state.agents.get(agentId) ?? { id: agentId, name: agentId, removed: false, sequence: 0 }
  if (agent.removed || sequence <= agent.sequence) return
  turn.state.agents.put({ ...agent, sequence })
  for (const item of items) {
    if (item.kind === 'applied' || item.kind === 'refused') receiptOf(turn, agentId, item)
    else observed(turn, agentId, item)
  }
}
