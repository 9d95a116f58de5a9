import { Group, Text } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useLive } from '../hub/hub-context.tsx'
import { useWords } from '../words/words-context.tsx'

/** A hub that merely restarts is back before anybody needs to know. */
const CALM_MS = 1500

/** Says that the page shows the past, and that nobody need do anything about it. */
export function ConnectionBanner() {
  const { words, format } = useWords()
  const isCut = useLive(({ state }) => state === 'cut')
  const heardAt = useLive((live) => live.heardAt)
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (!isCut) return
    const timer = setTimeout(() => setShown(true), CALM_MS)
    return () => {
      clearTimeout(timer)
      setShown(false)
    }
  }, [isCut])
  return (
    <div role="status" aria-live="polite">
      {isShown && heardAt !== null ? (
        <Group className="connection-banner" gap="sm" wrap="nowrap" mb="lg">
          <IconCloudOff size={20} aria-hidden />
          <Text size="sm">
            {words.shell.cut(format.moment(new Date(heardAt).toISOString()))} {words.shell.cutHint}
          </Text>
        </Group>
      ) : null}
    </div>
  )
}
