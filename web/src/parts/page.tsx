import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

/** The first page of a visit leaves the focus where the browser puts it; later ones take it, so that readers notice. */
let isFirst = true

export function Page(props: {
  title: string
  hint?: ReactNode
  actions?: ReactNode
  /** How wide the content may become; `full` for calendars and pictures. */
  width?: 'narrow' | 'normal' | 'full'
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${props.title} · Chroniton`
  }, [props.title])
  useEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  const widths = { narrow: 760, normal: 1180, full: '100%' }
  return (
    <Box maw={widths[props.width ?? 'normal']} mx="auto">
      <Stack gap="lg">
        <Group justify="space-between" align="flex-end" gap="sm">
          <div>
            <Title order={1} ref={heading} tabIndex={-1}>
              {props.title}
            </Title>
            {props.hint === undefined ? null : (
              <Text c="dimmed" mt={4}>
                {props.hint}
              </Text>
            )}
          </div>
          {props.actions === undefined ? null : <Group gap="xs">{props.actions}</Group>}
        </Group>
        {props.children}
      </Stack>
    </Box>
  )
}
