import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { useWords } from '../../words/words-context.tsx'
import { DestinationChooser } from './destination-chooser.tsx'

export function DestinationStep() {
  const { words } = useWords()
  const text = words.setup
  const destination = useOverview(({ settings }) => settings.destination)
  const calendars = useOverview((overview) => overview.calendars)
  const [wantsOther, setWantsOther] = useState(false)
  const chosen =
    destination === null || !('calendarId' in destination)
      ? undefined
      : calendars.find(({ id }) => id === destination.calendarId)
  return (
    <Stack>
      <div>
        <Title order={2}>{text.destinationTitle}</Title>
        <Text c="dimmed">{text.destinationHint}</Text>
      </div>
      {destination !== null && !wantsOther ? (
        <>
          <Alert color="teal" icon={<IconCircleCheck size={20} />} role="status">
            {chosen === undefined ? text.destinationSourceIs : text.destinationIs(chosen.metadata.name)}
          </Alert>
          <Group>
            <Button variant="default" onClick={() => setWantsOther(true)}>
              {text.change}
            </Button>
          </Group>
        </>
      ) : (
        <DestinationChooser onChosen={() => setWantsOther(false)} />
      )}
    </Stack>
  )
}
