import { Text } from '@mantine/core'

/** What fills the window while there is nothing to show yet; `index.html` begins it before any program has run. */
export function Waiting({ children }: { children: string }) {
  return (
    <main className="waiting">
      <img src="/favicon.svg" alt="" width={40} height={40} />
      Chroniton
      <Text size="sm" c="dimmed" role="status">
        {children}
      </Text>
    </main>
  )
}
