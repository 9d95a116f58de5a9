import { codedErrorOf } from '@chroniton/shared/client/failure'
import type { CodedError } from '@chroniton/shared/contract/errors'
import { useState } from 'react'

/** Runs something that may fail, and keeps whether it is under way and why it failed. */
export function useRequest() {
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<CodedError | null>(null)
  const run = async <Answer>(work: () => Promise<Answer>): Promise<Answer | null> => {
    setPending(true)
    setProblem(null)
    try {
      return await work()
    } catch (error) {
      setProblem(codedErrorOf(error))
      return null
    } finally {
      setPending(false)
    }
  }
  return { isPending, problem, run, reset: () => setProblem(null) }
}
