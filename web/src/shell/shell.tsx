import { AppShell, Box, Burger, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { useLive } from '../hub/hub-context.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useWords } from '../words/words-context.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Brand } from './brand.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { LiveBadge } from './live-badge.tsx'
import { Navigation } from './navigation.tsx'

/** What is around every page. */
export function Shell() {
  const { words, format } = useWords()
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const hasContent = useLive(({ overview }) => overview !== null)
  // The first drawing of a page with much on it is done in slices, between which the browser is free.
  const mayDraw = useDeferredValue(hasContent)
  if (!hasContent || !mayDraw) return <Waiting>{words.shell.connecting}</Waiting>
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 56, md: 0 } }}
      navbar={{ width: 236, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className="skip-link" href="#content">
        {words.shell.skip}
      </a>
      <AppShell.Header hiddenFrom="md" px="md">
        <Group h="100%" justify="space-between">
          <Brand />
          <Burger
            opened={isOpen}
            onClick={toggle}
            size="sm"
            aria-label={words.shell.openNavigation}
            aria-expanded={isOpen}
          />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" aria-label={words.shell.navigation}>
        <Group justify="space-between" mb="lg" px={6} h={32}>
          <Brand />
          <Burger opened onClick={close} size="sm" hiddenFrom="md" aria-label={words.shell.closeNavigation} />
        </Group>
        <Box flex={1} style={{ overflowY: 'auto' }}>
          <Navigation onGo={close} />
        </Box>
        <Stack gap="sm" pt="sm">
          <Group justify="space-between" px={6} gap={4}>
            <LiveBadge />
            <Text size="xs" c="dimmed" title={words.common.timesIn(format.zone)}>
              {format.zone}
            </Text>
          </Group>
          <AccountMenu />
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ConnectionBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}
