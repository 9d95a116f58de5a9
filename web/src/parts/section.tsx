import { Box, Group, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useWords } from '../words/words-context.tsx'

/** A titled part of a page; `empty` says in words why there is nothing in it. `flush` lets rows reach its edges. */
export function Section(props: {
  title: string
  count?: number
  actions?: ReactNode
  empty?: string | null
  flush?: boolean
  children: ReactNode
}) {
  const id = useId()
  const { format } = useWords()
  const isEmpty = props.empty !== undefined && props.empty !== null
  return (
    <section className="panel" aria-labelledby={id}>
      <Group justify="space-between" px="lg" pt="md" pb="sm" wrap="nowrap">
        <Group gap="xs" wrap="nowrap">
          <Title order={2} id={id}>
            {props.title}
          </Title>
          {props.count === undefined ? null : (
            <Text size="sm" c="dimmed">
              {format.number(props.count)}
            </Text>
          )}
        </Group>
        {props.actions}
      </Group>
      <Box px={props.flush === true && !isEmpty ? 0 : 'lg'} pb={props.flush === true && !isEmpty ? 0 : 'lg'}>
        {isEmpty ? <Text c="dimmed">{props.empty}</Text> : props.children}
      </Box>
    </section>
  )
}
