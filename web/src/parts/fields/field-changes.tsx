import type { PatchObject } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { useWords } from '../../words/words-context.tsx'
import { fieldName, fieldText } from './field-text.ts'

/** What a change made of an event, field by field: what was there struck out, then what is there now. */
export function FieldChanges({ patch, inverse }: { patch: PatchObject; inverse: PatchObject }) {
  const speech = useWords()
  // A time is written as a whole, also where only a part of it is another.
  const paths = Object.keys(patch).filter((path) => !sameJson(patch[path] ?? null, inverse[path] ?? null))
  if (paths.length === 0) return null
  return (
    <dl className="changes">
      {paths.map((path) => (
        <div key={path}>
          <dt>{fieldName(path, speech)}</dt>
          <dd>
            <del>{fieldText(path, inverse[path], speech)}</del> <ins>{fieldText(path, patch[path], speech)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
