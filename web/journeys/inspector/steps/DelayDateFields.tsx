import type { DelayUntilDate } from '@cairn/workflows/contracts/journey.js';
import { SegmentedControl, Select, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { PropertyInput, TraitInput } from '../../../segments/fields/NameInputs.js';
import { useDefinition } from '../../page/EditorContext.js';
import { useKept } from '../../page/ui-store.js';
import { DurationField } from '../fields/DurationField.js';
import { TimeField } from '../fields/TimeField.js';

interface DelayDateFieldsProps {
  stepId: string;
  until: DelayUntilDate;
  onChange(until: DelayUntilDate): void;
}

/** Where the date stands, how far from it, and at what time of that day. */
export function DelayDateFields({ stepId, until, onChange }: DelayDateFieldsProps) {
  const { t } = useTranslation('journeys');
  const { trigger } = useDefinition();
  const names = useKept<{ trait: string; trigger: string }>(`date of ${stepId}`);
  const { of, shift, at } = until;
  const source = 'trait' in of ? 'trait' : 'trigger';
  const name = 'trait' in of ? of.trait : of.trigger;
  const setSource = (next: string): void => {
    if (next === source) return;
    const before = { trait: '', trigger: '', ...names.get(), [source]: name };
    names.set(before);
    onChange({ ...until, of: next === 'trait' ? { trait: before.trait } : { trigger: before.trigger } });
  };
  return (
    <>
      <SegmentedControl
        aria-label={t('delay.source')}
        fullWidth
        data={(['trait', 'trigger'] as const).map((each) => ({ value: each, label: t(`delay.sources.${each}`) }))}
        value={source}
        onChange={setSource}
      />
      {source === 'trait' ? (
        <TraitInput inForm forDate label={t('delay.trait')} value={name} onChange={(trait) => onChange({ ...until, of: { trait } })} />
      ) : (
        <PropertyInput
          inForm
          label={t('delay.property')}
          event={trigger.type === 'event' ? trigger.event.name : undefined}
          value={name}
          onChange={(path) => onChange({ ...until, of: { trigger: path } })}
        />
      )}
      <Select
        label={t('shift.label')}
        allowDeselect={false}
        data={(['on', 'before', 'after'] as const).map((each) => ({ value: each, label: t(`shift.${each}`) }))}
        value={shift?.direction ?? 'on'}
        onChange={(next) => onChange(shifted(until, next as 'on' | 'before' | 'after'))}
      />
      {shift && <DurationField label={t(`shift.by.${shift.direction}`)} value={shift.by} onChange={(by) => onChange({ ...until, shift: { ...shift, by } })} />}
      <Switch
        label={t('delay.setTime')}
        description={t('delay.setTimeHelp')}
        checked={at !== undefined}
        onChange={(event) => onChange(timed(until, event.currentTarget.checked ? '09:00' : undefined))}
      />
      {at !== undefined && <TimeField label={t('time.at')} value={at} onChange={(next) => onChange({ ...until, at: next })} />}
      <Text size="sm" c="dimmed">
        {t('time.theirs')}
      </Text>
    </>
  );
}

function shifted({ shift, ...until }: DelayUntilDate, to: 'on' | 'before' | 'after'): DelayUntilDate {
  return to === 'on' ? until : { ...until, shift: { direction: to, by: shift?.by ?? { amount: 3, unit: 'day' } } };
}

function timed({ at: _at, ...until }: DelayUntilDate, at: string | undefined): DelayUntilDate {
  return at === undefined ? until : { ...until, at };
}
