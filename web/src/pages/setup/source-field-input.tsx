import type { SourceField } from '@chroniton/shared/contract/source'
import { PasswordInput, Select, Switch, TextInput } from '@mantine/core'

/** One field of a source, as its provider describes it. */
export function SourceFieldInput(props: {
  field: SourceField
  value: string | boolean | undefined
  onChange: (value: string | boolean) => void
}) {
  const { field, value, onChange } = props
  const about = { label: field.label, description: field.help, required: field.required }
  const text = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          label={field.label}
          description={field.help}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return <Select {...about} data={field.choices} value={text} onChange={(chosen) => onChange(chosen ?? '')} />
    case 'password':
      return (
        <PasswordInput
          {...about}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          autoComplete="off"
        />
      )
    case 'text':
    case 'url':
    case 'username':
    case 'path':
      return (
        <TextInput
          {...about}
          type={field.kind === 'url' ? 'url' : 'text'}
          value={text}
          placeholder={field.placeholder ?? ''}
          onChange={(event) => onChange(event.currentTarget.value)}
          autoComplete="off"
        />
      )
  }
}
