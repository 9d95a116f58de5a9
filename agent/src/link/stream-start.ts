import type { HubHello } from '@chroniton/shared/contract/agent'
import type { Journal } from '../journal/journal.ts'

/**
 * Agrees with the hub from where the stream of reports goes on. True when it starts anew: the hub is another one, or
 * it holds less than it once acknowledged, or more than this journal ever sent. Then nothing that was told before
 * counts, everything is listed in full, and the hub sends again whatever commands it still wants carried out.
 */
export function agreeOnStream(journal: Journal, hello: HubHello, distrusted: boolean): boolean {
  return journal.transaction(() => {
    const { hubId, acknowledged } = journal.hub.get()
    if (hubId === null) {
      // Nothing was ever sent from this journal: what it has spooled is a full listing already.
      journal.hub.begin(hello.hubId, hello.acknowledgedSequence)
      return false
    }
    // The answer to the batch under way may have been lost. It is sent again, and the hub knows it by its id.
    const expected = [acknowledged, journal.spool.sequence() ?? acknowledged]
    if (hubId === hello.hubId && expected.includes(hello.acknowledgedSequence) && !distrusted) return false
    journal.spool.clear()
    journal.commands.clear()
    journal.failures.clear()
    journal.calendars.demandEverything()
    journal.hub.begin(hello.hubId, hello.acknowledgedSequence)
    return true
  })
}
