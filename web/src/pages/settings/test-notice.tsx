import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useCalls } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWords } from '../../words/words-context.tsx'

interface Told {
  told: string[]
  failed: { to: string; why: string }[]
}

/** Sends a test to everybody who would be told, as saved, and says whom it reached. */
export function TestNotice() {
  const { words, format } = useWords()
  const { notices } = words.settings
  const calls = useCalls()
  const { isPending, problem, run } = useRequest()
  const [told, setTold] = useState<Told | null>(null)
  return (
    <>
      <Button
        variant="default"
        loading={isPending}
        onClick={() => void run(async () => setTold(await calls.operations.testNotification.mutate()))}
      >
        {notices.test}
      </Button>
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
      {told === null ? null : (
        <div role="status">
          {told.told.length > 0 ? <Text size="sm">{notices.told(format.list(told.told))}</Text> : null}
          {told.failed.map(({ to, why }) => (
            <Text key={to} size="sm" className="bad">
              {notices.notTold(to, why)}
            </Text>
          ))}
          {told.told.length + told.failed.length === 0 ? <Text size="sm">{notices.toldNobody}</Text> : null}
        </div>
      )}
    </>
  )
}
