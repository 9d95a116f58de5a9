import { VisuallyHidden } from '@mantine/core'
import { startTransition, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { Section } from '../../parts/section.tsx'
import { useWords } from '../../words/words-context.tsx'
import { drawNetwork } from './network-layout.ts'
import { NetworkPicture } from './network-picture.tsx'

/** How much room there is, before it is known: the height of the picture is the same at every width. */
const ANY_WIDTH = 900

export function NetworkSection() {
  const { words } = useWords()
  const { box, width } = useWidth()
  // Numbers and names come first: the picture is drawn when there is time.
  const overview = useDeferredValue(useOverview((whole) => whole))
  const destinations = overview.calendars.filter(({ isDestination }) => isDestination).length
  const picture = drawNetwork(overview, width ?? ANY_WIDTH)
  return (
    <Section title={words.overview.network}>
      <VisuallyHidden>
        {words.overview.networkText(
          words.common.agents(overview.agents.length),
          words.common.calendars(overview.calendars.length - destinations),
          words.common.calendars(destinations),
        )}
      </VisuallyHidden>
      <div ref={box} style={{ height: picture.height }}>
        {width === null ? null : <NetworkPicture overview={overview} picture={picture} />}
      </div>
    </Section>
  )
}

/** The width of a box in pixels; `null` until it is known. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState<number | null>(null)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) startTransition(() => setWidth(Math.round(entry.contentRect.width)))
    })
    if (box.current !== null) observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return { box, width }
}
