import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { Trigger } from '@cairn/workflows/contracts/journey.js';
import { Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { dayAhead, newTrigger, triggerTypes } from '../../model/new-trigger.js';
import { useKept } from '../../page/ui-store.js';
import { ConditionField } from '../fields/ConditionField.js';
import { EventField } from '../fields/EventField.js';
import fields from '../fields/Fields.module.css';
import { ApiTriggerFields } from './ApiTriggerFields.js';
import { DateTriggerFields } from './DateTriggerFields.js';
import { ScheduleFields } from './ScheduleFields.js';
import { SegmentSelect } from './SegmentSelect.js';

interface TriggerFieldsProps<T extends Trigger = Trigger> {
  trigger: T;
  onChange(trigger: T): void;
}

/** What starts the journey, in six ways, and for whom. What was set for one way is there again when it is chosen again. */
export function TriggerFields({ trigger, onChange }: TriggerFieldsProps) {
  const { t } = useTranslation('journeys');
  const kept = useKept<{ [type: string]: Trigger }>('trigger');
  const { condition } = trigger;
  const choose = (type: Trigger['type']): void => {
    if (type === trigger.type) return;
    const before = kept.get();
    kept.set({ ...before, [trigger.type]: trigger });
    onChange(withCondition(before?.[type] ?? newTrigger(type, dayAhead(1)), condition));
  };
  return (
    <>
      <Select
        label={t('trigger.kind')}
        description={t(`trigger.${trigger.type}.help`)}
        allowDeselect={false}
        maxDropdownHeight={420}
        data={triggerTypes.map((type) => ({ value: type, label: t(`trigger.${type}.label`) }))}
        value={trigger.type}
        onChange={(type) => choose(type as Trigger['type'])}
        renderOption={({ option }) => (
          <span className={fields.choice}>
            <span>{option.label}</span>
            <span className={fields.choiceHelp}>{t(`trigger.${option.value}.help`)}</span>
          </span>
        )}
      />
      <OwnFields trigger={trigger} onChange={onChange} />
      {condition ? (
        <>
          <ConditionField label={t('trigger.condition')} value={condition} context="trigger" onChange={(next) => onChange(withCondition(trigger, next))} />
          <Button
            variant="subtle"
            size="xs"
            px={4}
            style={{ alignSelf: 'flex-start' }}
            leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />}
            onClick={() => onChange(withCondition(trigger, undefined))}
          >
            {t('trigger.removeCondition')}
          </Button>
        </>
      ) : (
        <Button
          variant="subtle"
          size="xs"
          px={4}
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
          onClick={() => onChange(withCondition(trigger, { all: [] }))}
        >
          {t('trigger.addCondition')}
        </Button>
      )}
    </>
  );
}

function withCondition({ condition: _condition, ...trigger }: Trigger, condition: Condition | undefined): Trigger {
  return { ...trigger, ...(condition && { condition }) } as Trigger;
}

function OwnFields({ trigger, onChange }: TriggerFieldsProps) {
  const { t } = useTranslation('journeys');
  switch (trigger.type) {
    case 'event':
      return <EventField label={t('either.eventName')} value={trigger.event} onChange={(event) => onChange({ ...trigger, event })} />;
    case 'segment':
      return (
        <>
          <SegmentSelect value={trigger.segment} onChange={(segment) => onChange({ ...trigger, segment })} />
          <Select
            label={t('trigger.segment.when')}
            allowDeselect={false}
            data={[
              { value: 'entered', label: t('trigger.segment.onEntered') },
              { value: 'left', label: t('trigger.segment.onLeft') },
            ]}
            value={trigger.on}
            onChange={(on) => onChange({ ...trigger, on: on as 'entered' | 'left' })}
          />
        </>
      );
    case 'date':
      return <DateTriggerFields trigger={trigger} onChange={onChange} />;
    case 'schedule':
      return <ScheduleFields trigger={trigger} onChange={onChange} />;
    case 'api':
      return <ApiTriggerFields />;
    case 'handOff':
      return null;
  }
}
