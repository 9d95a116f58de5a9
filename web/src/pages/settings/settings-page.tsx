import type { Permission } from '@chroniton/shared/contract/permission'
import { Tabs } from '@mantine/core'
import { type ComponentType, useState } from 'react'
import { useSignedIn } from '../../hub/hub-context.tsx'
import { Page } from '../../parts/page.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AccountSettings } from './account-settings.tsx'
import { AuditSettings } from './audit-settings.tsx'
import { KeySettings } from './key-settings.tsx'
import { NoticeSettings } from './notice-settings.tsx'
import { PeopleSettings } from './people-settings.tsx'
import { SyncSettings } from './sync-settings.tsx'

const PARTS = [
  { name: 'sync', needs: 'read', Part: SyncSettings },
  { name: 'notices', needs: 'read', Part: NoticeSettings },
  { name: 'people', needs: 'administer', Part: PeopleSettings },
  { name: 'keys', needs: 'administer', Part: KeySettings },
  { name: 'audit', needs: 'administer', Part: AuditSettings },
  { name: 'account', needs: 'read', Part: AccountSettings },
] as const satisfies { name: string; needs: Permission; Part: ComponentType }[]

type PartName = (typeof PARTS)[number]['name']

/** The part is in the address (`/settings#people`), so that it can be linked to. */
function partIn(hash: string): PartName {
  return PARTS.find(({ name }) => `#${name}` === hash)?.name ?? 'sync'
}

export function SettingsPage() {
  const { words } = useWords()
  const { permissions } = useSignedIn().me
  const [part, setPart] = useState<PartName>(() => partIn(location.hash))
  const allowed = PARTS.filter(({ needs }) => permissions.includes(needs))
  return (
    <Page title={words.shell.pages.settings}>
      <Tabs
        value={part}
        keepMounted={false}
        onChange={(value) => {
          setPart(value as PartName)
          history.replaceState(history.state, '', `#${value}`)
        }}
      >
        <Tabs.List mb="lg">
          {allowed.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {words.settings.parts[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {allowed.map(({ name, Part }) => (
          <Tabs.Panel key={name} value={name}>
            <Part />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
