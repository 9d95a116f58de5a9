const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const ZONED = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

/** An instant in the viewer's zone, which the title names. */
export function Time({ at }: { at: string }) {
  const instant = new Date(at)
  return (
    <time dateTime={at} title={ZONED.format(instant)}>
      {FORMAT.format(instant)}
    </time>
  )
}
