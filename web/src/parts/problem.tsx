import type { ErrorCode } from '@chroniton/shared/contract/errors'
import { Text } from '@mantine/core'
import { useWords } from '../words/words-context.tsx'

/** A failure in words, with what to do about it. */
export function Problem({ code, detail }: { code: ErrorCode; detail: string }) {
  const { words } = useWords()
  const { title, remedy } = words.errors(code)
  return (
    <div>
      <Text size="sm" className="bad" fw={600}>
        {title}
      </Text>
      {detail === '' ? null : (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {detail}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {remedy}
      </Text>
    </div>
  )
}
