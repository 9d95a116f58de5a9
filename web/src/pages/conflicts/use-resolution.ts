import type { ConflictView } from '@chroniton/shared/contract/views'
import { useState } from 'react'
import { useDecision } from '../../hub/use-decision.ts'
import type { Side } from './similar.ts'

/** Decides conflicts one after the other, and stops at the first that the hub refuses. */
export function useResolution() {
  const { state, isPending, decide } = useDecision()
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null)
  const choose = async (chosen: { conflict: ConflictView; side: Side }[]) => {
    setProgress({ done: 0, all: chosen.length })
    for (const [index, { conflict, side }] of chosen.entries()) {
      const taken = await decide({ kind: 'conflict-resolve', conflictId: conflict.id, resolution: { choose: side } })
      if (!taken) break
      setProgress({ done: index + 1, all: chosen.length })
    }
    setProgress(null)
  }
  return { state, isPending: isPending || progress !== null, progress, choose, decide }
}
