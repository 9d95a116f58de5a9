import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IcsConfig } from '../../config/source-config.ts'
import { describeSource } from '../testing/contract.ts'
import type { Traits, World } from '../testing/contract-world.ts'
import { impatientMachine } from '../testing/impatient-machine.ts'
import { hashOf } from './document.ts'
import { FEED, openIcs } from './source.ts'
import { answerText, startFeedServer } from './testing/feed-server.ts'
import { icsConfig } from './testing/ics-config.ts'
import { IcsDocument } from './testing/ics-document.ts'

const TRAITS: Traits = {
  writeEvents: false,
  changeName: false,
  changeColor: false,
  changeDescription: false,
  createCalendar: false,
  deleteCalendar: false,
  keepsText: true,
}

async function worldFrom(
  from: IcsConfig['from'],
  document: IcsDocument,
  removeCalendar: () => Promise<void>,
  close: () => Promise<void>,
): Promise<World> {
  const open = () => openIcs(icsConfig(from), impatientMachine())
  const source = await open()
  return {
    source,
    calendar: FEED,
    outside: document.outside(removeCalendar),
    reopen: open,
    async close() {
      await source.close()
      await close()
    },
  }
}

describeSource('an ics file', TRAITS, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chroniton-ics-'))
  const path = join(folder, 'calendar.ics')
  const document = new IcsDocument((text) => writeFile(path, text))
  await writeFile(path, document.text)
  return worldFrom(
    { kind: 'file', path },
    document,
    () => rm(path),
    () => rm(folder, { recursive: true, force: true }),
  )
})

for (const [name, etagOf] of [
  ['with ETags', (text: string) => `"${hashOf(text)}"`],
  ['that tells nothing about changes', () => null],
] as const) {
  describeSource(`an ics feed ${name}`, TRAITS, async () => {
    const server = await startFeedServer()
    let served: string | null = ''
    const document = new IcsDocument(async (text) => void (served = text))
    served = document.text
    answerText(server, () => served, etagOf)
    return worldFrom(
      { kind: 'feed', url: server.url },
      document,
      async () => void (served = null),
      () => server.close(),
    )
  })
}
