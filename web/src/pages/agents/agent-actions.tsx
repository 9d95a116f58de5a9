import type { AgentView } from '@chroniton/shared/contract/views'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useCalls, useMay } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { useRequest } from '../../hub/use-request.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWords } from '../../words/words-context.tsx'

export function AgentActions({ agent }: { agent: AgentView }) {
  const { words } = useWords()
  const text = words.agents
  const calls = useCalls()
  const navigate = useNavigate()
  const canOperate = useMay('operate')
  const canConfigure = useMay('configure')
  const listing = useDecision()
  const removal = useDecision()
  const renewal = useRequest()
  const revocation = useRequest()
  const problem = renewal.problem ?? revocation.problem
  const isBuiltIn = agent.id === 'hub'
  const remove = async () => {
    if (await removal.decide({ kind: 'agent-remove', agentId: agent.id })) await navigate({ to: '/agents' })
  }
  return (
    <>
      <Button
        variant="default"
        disabled={!canOperate || !agent.online}
        loading={listing.isPending}
        onClick={() => void listing.decide({ kind: 'list-again', agentId: agent.id, calendarId: null, full: true })}
      >
        {text.listAgain}
      </Button>
      {isBuiltIn ? null : (
        <>
          {agent.credential === null || agent.speaks === 'rest' ? null : (
            <ConfirmButton
              disabled={!canConfigure || agent.credential.renewalAskedAt !== null}
              loading={renewal.isPending}
              question={text.renew}
              hint={text.renewHint}
              action={text.renew}
              onConfirm={() => void renewal.run(() => calls.access.renewAgent.mutate(agent.id))}
            >
              {agent.credential.renewalAskedAt === null ? text.renew : text.renewAsked}
            </ConfirmButton>
          )}
          <ConfirmButton
            disabled={!canConfigure}
            loading={revocation.isPending}
            question={text.revoke}
            hint={text.revokeHint}
            action={text.revoke}
            onConfirm={() => void revocation.run(() => calls.access.revokeAgent.mutate(agent.id))}
          >
            {text.revoke}
          </ConfirmButton>
          <ConfirmButton
            disabled={!canConfigure}
            loading={removal.isPending}
            question={`${text.removeAgent}: ${agent.name}`}
            hint={text.removeHint}
            action={text.removeAgent}
            onConfirm={() => void remove()}
          >
            {text.removeAgent}
          </ConfirmButton>
        </>
      )}
      <Outcome state={listing.state} />
      <Outcome state={removal.state} />
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
    </>
  )
}
