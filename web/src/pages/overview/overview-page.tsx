import { Stack } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { useWords } from '../../words/words-context.tsx'
import { Attention } from './attention.tsx'
import { Headline } from './headline.tsx'
import { LatestChanges } from './latest-changes.tsx'
import { NetworkSection } from './network-section.tsx'

/** Is everything all right? What needs a person comes first. */
export function OverviewPage() {
  const { words } = useWords()
  return (
    <Page title={words.shell.pages.overview}>
      <Stack gap="lg">
        <Headline />
        <Attention />
        <NetworkSection />
        <LatestChanges />
      </Stack>
    </Page>
  )
}
