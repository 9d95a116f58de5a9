import type { ChangeView } from '@chroniton/shared/contract/views'
import { Group, Text } from '@mantine/core'
import { useOverview } from '../../hub/hub-context.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Section } from '../../parts/section.tsx'
import { Swatch } from '../../parts/swatch.tsx'
import { CHANGE_TONES, Tag } from '../../parts/tag.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

const SHOWN = 8

export function LatestChanges() {
  const { words } = useWords()
  const text = words.overview
  const changes = useOverview((overview) => overview.changes)
  const calendars = useOverview((overview) => overview.calendars)
  const colorOf = ({ by }: ChangeView) =>
    by.kind === 'calendar' ? calendars.find(({ id }) => id === by.calendarId)?.metadata.color : null
  return (
    <Section
      title={text.latest}
      flush
      empty={changes.length === 0 ? text.nothingHappened : null}
      actions={
        <TextLink to="/activity" size="sm">
          {text.allChanges}
        </TextLink>
      }
    >
      <div className="lines" role="list">
        {changes.slice(0, SHOWN).map((change) => (
          <Group key={change.id} role="listitem" px="lg" py={10} gap="sm" wrap="nowrap">
            <span className="change-kind">
              <Tag tone={CHANGE_TONES[change.what]}>{text.changed[change.what]}</Tag>
            </span>
            <Text truncate fw={500} style={{ flex: 1 }}>
              {change.title === '' ? words.common.untitled : change.title}
            </Text>
            <Group gap={6} wrap="nowrap" visibleFrom="xs" maw="35%">
              <Swatch color={colorOf(change)} />
              <Text size="sm" c="dimmed" truncate>
                {change.by.name}
              </Text>
            </Group>
            <Text size="sm" c="dimmed" ta="right" className="when">
              <Ago at={change.at} />
            </Text>
          </Group>
        ))}
      </div>
    </Section>
  )
}
