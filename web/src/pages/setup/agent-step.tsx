import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { useWords } from '../../words/words-context.tsx'
import { JoinSteps } from '../agents/join-steps.tsx'

export function AgentStep() {
  const { words, format } = useWords()
  const text = words.setup
  const agents = useOverview((overview) => overview.agents).filter(({ id }) => id !== 'hub')
  const [isJoining, setJoining] = useState(agents.length === 0)
  return (
    <Stack>
      <div>
        <Title order={2}>{text.agentTitle}</Title>
        <Text c="dimmed">{text.agentHint}</Text>
      </div>
      {isJoining ? (
        <JoinSteps />
      ) : (
        <>
          <Alert color="teal" icon={<IconCircleCheck size={20} />}>
            {text.agentHere(format.list(agents.map(({ name }) => name)))}
          </Alert>
          <Group>
            <Button variant="default" onClick={() => setJoining(true)}>
              {text.another}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  )
}
