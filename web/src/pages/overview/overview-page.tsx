import { Page } from '../../parts/page.tsx'
import { LoadingState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'

export function OverviewPage() {
  const { words } = useWords()
  return (
    <Page title={words.shell.pages.overview}>
      <LoadingState />
    </Page>
  )
}
