import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { useAnswer } from '../../hub/queries.ts'
import { Section } from '../../parts/section.tsx'
import { Answer } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AddPerson } from './add-person.tsx'
import { PersonRow } from './person-row.tsx'

/** Who may enter, and as what. */
export function PeopleSettings() {
  const { words } = useWords()
  const { people, parts } = { ...words.settings }
  const [isAdding, { open, close }] = useDisclosure(false)
  const query = useAnswer(['access', 'people'], (calls) => calls.access.people.query())
  return (
    <Stack>
      <Group justify="flex-end">
        <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
          {people.add}
        </Button>
      </Group>
      <AddPerson isOpen={isAdding} onClose={close} />
      <Answer query={query}>
        {(shown) => (
          <Section
            title={parts.people}
            count={shown.length}
            empty={shown.length === 0 ? words.settings.account.byKey : null}
            flush
          >
            <div className="lines">
              {shown.map((person) => (
                <PersonRow key={person.id} person={person} />
              ))}
            </div>
          </Section>
        )}
      </Answer>
    </Stack>
  )
}
