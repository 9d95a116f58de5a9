import { IconMapQuestion } from '@tabler/icons-react'
import { ButtonLink } from '../parts/links.tsx'
import { Page } from '../parts/page.tsx'
import { EmptyState } from '../parts/states.tsx'
import { useWords } from '../words/words-context.tsx'

export function MissingPage() {
  const { common } = useWords().words
  return (
    <Page title={common.notFound} width="narrow">
      <EmptyState icon={IconMapQuestion} title={common.notFound} hint={common.notFoundHint}>
        <ButtonLink to="/">{common.toOverview}</ButtonLink>
      </EmptyState>
    </Page>
  )
}
