import { codedErrorOf } from '@chroniton/shared/client/failure'
import { Box, Button, Center, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import { useWords } from '../words/words-context.tsx'
import { Problem } from './problem.tsx'

/** Nothing is here, and that is well or leads on: `children` holds the way on. */
export function EmptyState(props: {
  icon: ComponentType<{ size?: number; stroke?: number }>
  title: string
  hint?: string
  color?: string
  children?: ReactNode
}) {
  return (
    <Center className="panel" p="xl" mih={260}>
      <Stack align="center" gap="sm" maw={460} ta="center">
        <ThemeIcon size={56} radius="xl" variant="light" color={props.color ?? 'ink'} aria-hidden>
          <props.icon size={28} stroke={1.6} />
        </ThemeIcon>
        <Title order={2}>{props.title}</Title>
        {props.hint === undefined ? null : <Text c="dimmed">{props.hint}</Text>}
        {props.children === undefined ? null : <Group mt="xs">{props.children}</Group>}
      </Stack>
    </Center>
  )
}

/** Something could not be fetched or drawn; the rest of the page stays. */
export function FailureState(props: { error: unknown; onRetry?: () => void }) {
  const { words } = useWords()
  const { code, detail } = codedErrorOf(props.error)
  return (
    <Box className="panel" p="lg" role="alert">
      <Group align="flex-start" wrap="nowrap">
        <ThemeIcon variant="light" color="red" size="lg" aria-hidden>
          <IconAlertTriangle size={20} />
        </ThemeIcon>
        <Stack gap="sm" align="flex-start">
          <Problem code={code} detail={detail} />
          {props.onRetry === undefined ? null : (
            <Button variant="default" size="xs" onClick={props.onRetry}>
              {words.common.retry}
            </Button>
          )}
        </Stack>
      </Group>
    </Box>
  )
}

/** The shape of what is to come. */
export function LoadingState({ rows = 4 }: { rows?: number }) {
  const { words } = useWords()
  return (
    <Stack gap="sm" aria-busy role="status" aria-label={words.common.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={56} radius="lg" />
      ))}
    </Stack>
  )
}

/** What a query has to show: its answer, the shape of it, or why there is none. An answer that is there stays. */
export function Answer<Data>(props: {
  query: { data: Data | undefined; error: unknown; refetch: () => unknown }
  rows?: number
  children: (data: Data) => ReactNode
}) {
  const { data, error, refetch } = props.query
  if (data !== undefined) return props.children(data)
  if (error !== null) return <FailureState error={error} onRetry={() => void refetch()} />
  return <LoadingState {...(props.rows === undefined ? {} : { rows: props.rows })} />
}
