import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

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
  children: (item: Item, index: number) => ReactNode
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
    overscan: 8,
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
          {props.children(items[row.index]!, row.index)}
        </div>
      ))}
    </div>
  )
}
