import { ERRORS, type ErrorCode } from '@chroniton/shared/contract/errors'
import { Text } from '@mantine/core'

/** A failure in words, with what to do about it. */
export function Problem({ code, detail }: { code: ErrorCode; detail: string }) {
  return (
    <div>
      <Text size="sm" c="red" fw={500}>
        {ERRORS[code].title}
      </Text>
      <Text size="sm">{detail}</Text>
      <Text size="sm" c="dimmed">
        {ERRORS[code].remedy}
      </Text>
    </div>
  )
}
