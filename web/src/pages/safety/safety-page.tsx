import { Stack } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useOverview } from '../../hub/hub-context.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { HoldCard } from './hold-card.tsx'
import { Reports } from './reports.tsx'

/** What guards against accidents, and the way back from them. */
export function SafetyPage() {
  const { words } = useWords()
  const holds = useOverview((overview) => overview.holds)
  return (
    <Page title={words.shell.pages.safety} hint={words.safety.hint}>
      {holds.length === 0 ? (
        <EmptyState icon={IconShieldCheck} color="teal" title={words.safety.none} hint={words.safety.noneHint} />
      ) : (
        <Stack role="group" aria-label={words.safety.held}>
          {holds.map((hold) => (
            <HoldCard key={hold.id} hold={hold} />
          ))}
        </Stack>
      )}
      <Reports />
    </Page>
  )
}
