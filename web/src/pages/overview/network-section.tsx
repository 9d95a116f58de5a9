import { VisuallyHidden } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useOverview } from '../../hub/hub-context.tsx'
import { Section } from '../../parts/section.tsx'
import { useWords } from '../../words/words-context.tsx'
import { drawNetwork } from './network-layout.ts'
import { NetworkPicture } from './network-picture.tsx'

export function NetworkSection() {
  const { words } = useWords()
  const { ref, width } = useElementSize()
  const overview = useOverview((whole) => whole)
  const destinations = overview.calendars.filter(({ isDestination }) => isDestination).length
  return (
    <Section title={words.overview.network}>
      <VisuallyHidden>
        {words.overview.networkText(
          words.common.agents(overview.agents.length),
          words.common.calendars(overview.calendars.length - destinations),
          words.common.calendars(destinations),
        )}
      </VisuallyHidden>
      <div ref={ref} style={{ minHeight: 130 }}>
        {width === 0 ? null : <NetworkPicture overview={overview} picture={drawNetwork(overview, width)} />}
      </div>
    </Section>
  )
}
