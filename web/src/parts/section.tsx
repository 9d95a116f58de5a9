import { Group, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

/** A titled part of a page; `empty` says in words why there is nothing in it. */
export function Section(props: { title: string; count?: number; empty: string | null; children: ReactNode }) {
  const id = useId()
  return (
    <Paper withBorder radius="md" p="md" component="section" aria-labelledby={id}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id={id}>
          {props.title}
        </Title>
        {props.count === undefined ? null : <Text c="dimmed">{props.count.toLocaleString()}</Text>}
      </Group>
      {props.empty === null ? props.children : <Text c="dimmed">{props.empty}</Text>}
    </Paper>
  )
}
