import { AgentId } from '@chroniton/shared/contract/ids'

/** It stands in paths, and calendars' ids are made of it. */
export const OlderAgentId = AgentId.refine((id) => id.length <= 200 && !/[/\\\p{Cc}]/u.test(id), {
  message: 'an agent’s id has at most 200 characters and no slash',
})
