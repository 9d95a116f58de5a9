import type { JsonValue } from '@chroniton/shared/calendar/event'
import { isObject } from '@chroniton/shared/calendar/json'
import type { ConflictView } from '@chroniton/shared/contract/views'
import { Button, Group, JsonInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { fieldName } from '../../parts/fields/field-text.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Writes a value that neither side has. */
export function OwnValue({ conflict, onWrite }: { conflict: ConflictView; onWrite: (value: JsonValue) => void }) {
  const [isOpen, { open, close }] = useDisclosure(false)
  const speech = useWords()
  const { words } = speech
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={open}>
        {words.conflicts.own}
      </Button>
      <Dialog title={words.conflicts.ownTitle(fieldName(conflict.path, speech))} isOpen={isOpen} onClose={close}>
        <ValueForm
          conflict={conflict}
          onCancel={close}
          onWrite={(value) => {
            close()
            onWrite(value)
          }}
        />
      </Dialog>
    </>
  )
}

function ValueForm(props: { conflict: ConflictView; onCancel: () => void; onWrite: (value: JsonValue) => void }) {
  const { path, current } = props.conflict
  const { words } = useWords()
  const kind = path === 'time' ? 'time' : typeof (current.value ?? '') === 'string' ? 'text' : 'json'
  const [text, setText] = useState(() => beginning(kind, current.value))
  const [fault, setFault] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const value = read(kind, text, current.value)
    if (value === undefined) setFault(words.conflicts.notJson)
    else props.onWrite(value)
  }
  const common = { value: text, error: fault, 'data-autofocus': true }
  return (
    <form onSubmit={submit}>
      <Stack>
        {kind === 'time' ? (
          <TextInput
            type="datetime-local"
            step={60}
            label={words.conflicts.ownTime}
            {...common}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : kind === 'text' ? (
          <Textarea
            autosize
            maxRows={12}
            label={words.conflicts.ownValue}
            {...common}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : (
          <JsonInput autosize minRows={4} maxRows={14} label={words.conflicts.ownJson} {...common} onChange={setText} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel}>
            {words.common.cancel}
          </Button>
          <Button type="submit">{words.conflicts.write}</Button>
        </Group>
      </Stack>
    </form>
  )
}

type ValueKind = 'time' | 'text' | 'json'

function beginning(kind: ValueKind, value: JsonValue): string {
  if (kind === 'text') return typeof value === 'string' ? value : ''
  if (kind === 'time') return isObject(value) && typeof value['start'] === 'string' ? value['start'].slice(0, 16) : ''
  return JSON.stringify(value, null, 2)
}

/** Undefined for text that is no JSON. */
function read(kind: ValueKind, text: string, current: JsonValue): JsonValue | undefined {
  if (kind === 'text') return text === '' ? null : text
  if (kind === 'time') return isObject(current) ? { ...(current as object), start: `${text}:00` } : undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
