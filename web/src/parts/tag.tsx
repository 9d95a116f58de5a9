import type { ReactNode } from 'react'

export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'quiet'

/** A word about the state of something, readable in every tone, light and dark. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  )
}
