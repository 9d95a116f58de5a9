import type { ChangeView } from '@chroniton/shared/contract/views'
import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useCalls } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { csv, download, everyPage } from '../../parts/download.ts'
import { fieldName, fieldText, type Speech } from '../../parts/fields/field-text.ts'
import { Problem } from '../../parts/problem.tsx'
import type { Words } from '../../words/en.ts'
import { useWords } from '../../words/words-context.tsx'
import type { ActivityFilter } from './activity-page.tsx'

/** More rows than this no spreadsheet holds. */
const MOST = 100_000

/** Saves what the filters show: JSON as the hub gives it, CSV with a line for each field. */
export function ActivityExport({ filter }: { filter: ActivityFilter }) {
  const calls = useCalls()
  const speech = useWords()
  const { activity } = speech.words
  const { isPending, problem, run } = useRequest()
  const [count, setCount] = useState(0)
  const save = (write: (changes: ChangeView[]) => void) =>
    run(async () => {
      const ask = (cursor: string | null) => calls.admin.history.query({ ...filter, limit: 1000, cursor })
      write(await everyPage(ask, MOST, setCount))
    })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={16} />} disabled={isPending}>
            {isPending ? activity.exporting(count) : activity.export}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() =>
              void save((changes) => download('activity.csv', 'text/csv', csv(rowsOf(changes, speech, speech.words))))
            }
          >
            {activity.exportCsv}
          </Menu.Item>
          <Menu.Item
            onClick={() =>
              void save((changes) =>
                download('activity.json', 'application/json', `${JSON.stringify(changes, null, 2)}\n`),
              )
            }
          >
            {activity.exportJson}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
    </>
  )
}

function rowsOf(changes: ChangeView[], speech: Speech, { activity }: Words): string[][] {
  const { at, who, what, event, field, before, after } = activity.columns
  const lines = changes.flatMap((change) => {
    const about = [change.at, change.by.name, activity.what[change.what], change.title]
    const paths = Object.keys(change.patch)
    if (paths.length === 0) return [[...about, '', '', '']]
    return paths.map((path) => [
      ...about,
      fieldName(path, speech),
      fieldText(path, change.inverse[path], speech),
      fieldText(path, change.patch[path], speech),
    ])
  })
  return [[at, who, what, event, field, before, after], ...lines]
}
