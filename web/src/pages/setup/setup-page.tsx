import { Alert, Button, Group, Stepper } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useOverview, useSignedIn } from '../../hub/hub-context.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { Page } from '../../parts/page.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AgentStep } from './agent-step.tsx'
import { CalendarsStep } from './calendars-step.tsx'
import { DestinationStep } from './destination-step.tsx'
import { PasswordStep } from './password-step.tsx'

const LAST = 3

/** From an empty hub to the first calendar in step. What is done already is not asked for again. */
export function SetupPage() {
  const { words } = useWords()
  const text = words.setup
  const { me } = useSignedIn()
  const needsPassword = me.signIn.setupNeeded && me.permissions.includes('administer')
  const hasDestination = useOverview(({ settings }) => settings.destination !== null)
  const hasAgent = useOverview(({ agents }) => agents.some(({ id }) => id !== 'hub'))
  const hasFlow = useOverview(({ routes }) => routes.length > 0)
  const [step, setStep] = useState(needsPassword ? 0 : hasDestination ? (hasAgent ? LAST : 2) : 1)
  const isOpen = [needsPassword, !hasDestination, !hasAgent, false][step] === true
  const go = (to: number) => () => setStep(Math.max(needsPassword ? 0 : 1, Math.min(LAST, to)))
  return (
    <Page title={words.shell.pages.setup} hint={text.hint} width="narrow">
      <Stepper active={step} onStepClick={setStep} size="sm" iconSize={32}>
        <Stepper.Step label={text.steps.password} allowStepSelect={needsPassword} />
        <Stepper.Step label={text.steps.destination} />
        <Stepper.Step label={text.steps.agent} />
        <Stepper.Step label={text.steps.calendars} />
      </Stepper>
      <div className="panel setup-step">
        {step === 0 ? <PasswordStep /> : null}
        {step === 1 ? <DestinationStep /> : null}
        {step === 2 ? <AgentStep /> : null}
        {step === LAST ? <CalendarsStep /> : null}
      </div>
      {step === LAST && hasFlow ? (
        <Alert color="teal" icon={<IconCircleCheck size={20} />} role="status">
          {text.finished}
        </Alert>
      ) : null}
      <Group justify="space-between">
        <Button variant="default" onClick={go(step - 1)} disabled={step === (needsPassword ? 0 : 1)}>
          {words.common.back}
        </Button>
        {step === LAST ? (
          <ButtonLink to="/">{text.finish}</ButtonLink>
        ) : (
          <Button onClick={go(step + 1)} variant={isOpen ? 'subtle' : 'filled'}>
            {isOpen ? text.skip : words.common.next}
          </Button>
        )}
      </Group>
    </Page>
  )
}
