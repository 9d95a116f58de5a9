import { useWords } from '../words/words-context.tsx'
import { useNow } from './now.ts'

/** An instant in the viewer's zone, which the title names. */
export function Time({ at }: { at: string }) {
  const { format } = useWords()
  return (
    <time dateTime={at} title={format.fullMoment(at)}>
      {format.moment(at)}
    </time>
  )
}

/** How long ago an instant was; the title says when, and in which zone. */
export function Ago({ at }: { at: string }) {
  const { format } = useWords()
  const now = useNow()
  return (
    <time dateTime={at} title={format.fullMoment(at)}>
      {format.ago(at, Math.max(now, Date.parse(at)))}
    </time>
  )
}
