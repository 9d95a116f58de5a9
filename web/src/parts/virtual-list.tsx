import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/**
 * A list of which only what is on screen is drawn; it scrolls with the window. Rows may have any height. Readers are
 * told each row's place, because most rows are not in the document.
 */
export function VirtualList<Item>(props: {
  label: string
  items: readonly Item[]
  keyOf: (item: Item) => string
  /** A guess, corrected by what is measured. */
  rowHeight: number
  /** The same function each time: a row is drawn again only for another item. */
  draw: (item: Item) => ReactNode
  /** Called when the end comes into sight. */
  onEnd?: () => void
}) {
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => setMargin(list.current?.offsetTop ?? 0), [])
  const { items, onEnd } = props
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => props.rowHeight,
    overscan: 5,
    // Rows may come a moment after the scrolling: they do not hold it up.
    useFlushSync: false,
    scrollMargin: margin,
    getItemKey: (index) => props.keyOf(items[index]!),
  })
  const rows = virtualizer.getVirtualItems()
  const reachesEnd = rows.at(-1)?.index === items.length - 1
  useLayoutEffect(() => {
    if (reachesEnd) onEnd?.()
  }, [reachesEnd, onEnd])
  return (
    <div
      ref={list}
      role="list"
      aria-label={props.label}
      style={{ height: virtualizer.getTotalSize() }}
      className="rows"
    >
      {rows.map((row) => (
        <div
          key={row.key}
          ref={virtualizer.measureElement}
          role="listitem"
          data-index={row.index}
          aria-posinset={row.index + 1}
          aria-setsize={items.length}
          className="row"
          style={{ transform: `translateY(${row.start - margin}px)` }}
        >
          <Row item={items[row.index]!} draw={props.draw as (item: unknown) => ReactNode} />
        </div>
      ))}
    </div>
  )
}

const Row = memo(function Row({ item, draw }: { item: unknown; draw: (item: unknown) => ReactNode }) {
  return draw(item)
})
