import type { Reentry, Trigger } from '@cairn/workflows/contracts/journey.js';
import { Select, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ReentryFieldsProps {
  reentry: Reentry;
  trigger: Trigger;
  onChange(reentry: Reentry): void;
}

/** May a person come again, and when? A key is only offered where what starts the journey brings properties along. */
export function ReentryFields({ reentry, trigger, onChange }: ReentryFieldsProps) {
  const { t } = useTranslation('journeys');
  const hasPayload = trigger.type === 'event' || trigger.type === 'api' || trigger.type === 'handOff';
  const offered = (['never', 'afterExit', 'any', 'keyed'] as const).filter((type) => type !== 'keyed' || hasPayload || reentry.type === 'keyed');
  return (
    <>
      <Select
        label={t('reentry.label')}
        allowDeselect={false}
        data={offered.map((type) => ({ value: type, label: t(`reentry.choice.${type}`) }))}
        value={reentry.type}
        onChange={(type) =>
          type !== reentry.type &&
          onChange(type === 'keyed' ? { type, property: 'cart_id', mode: 'concurrent' } : { type: type as 'never' | 'afterExit' | 'any' })
        }
      />
      {reentry.type === 'any' && (
        <Text size="sm" c="dimmed">
          {t('reentry.anyHelp')}
        </Text>
      )}
      {reentry.type === 'keyed' && (
        <>
          <TextInput
            label={t('reentry.property')}
            description={t('reentry.propertyHelp')}
            value={reentry.property}
            onChange={(event) => onChange({ ...reentry, property: event.currentTarget.value })}
          />
          <Select
            label={t('reentry.mode')}
            allowDeselect={false}
            data={(['concurrent', 'once'] as const).map((mode) => ({ value: mode, label: t(`reentry.modes.${mode}`) }))}
            value={reentry.mode}
            onChange={(mode) => onChange({ ...reentry, mode: mode as 'concurrent' | 'once' })}
          />
        </>
      )}
    </>
  );
}
