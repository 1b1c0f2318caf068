import type { ExitRule, JourneyDefinition, Reentry, Trigger } from '@cairn/workflows/contracts/journey.js';
import { Button, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useSegments } from '../api.js';
import { freeId } from '../model/new-step.js';
import { phrase } from '../model/phrase.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { ConditionField } from './ConditionField.js';
import { EventField } from './EventField.js';
import { EventOrCondition } from './EventOrCondition.js';
import styles from './Inspector.module.css';

/** Who comes in, how often, and what takes them out. */
export function TriggerForm() {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const definition = useDefinition();
  const set = (change: Partial<JourneyDefinition>, part: string): void => actions.edit((now) => ({ ...now, ...change }), phrase(`undo.${part}`), part);
  return (
    <>
      <TriggerFields trigger={definition.trigger} onChange={(trigger) => set({ trigger }, 'trigger')} />
      <h3 className={styles.heading}>{t('reentry.title')}</h3>
      <ReentryFields reentry={definition.reentry} onChange={(reentry) => set({ reentry }, 'reentry')} />
      <h3 className={styles.heading}>{t('exits.title')}</h3>
      <Text size="sm" c="dimmed">
        {t('exits.help')}
      </Text>
      <ExitFields exits={definition.exits} onChange={(exits) => set({ exits }, 'exits')} />
    </>
  );
}

function TriggerFields({ trigger, onChange }: { trigger: Trigger; onChange(trigger: Trigger): void }) {
  const { t } = useTranslation('journeys');
  const segments = useSegments().data?.items ?? [];
  const { condition, ...bare } = trigger;
  return (
    <>
      <SegmentedControl
        aria-label={t('trigger.kind')}
        fullWidth
        data={[
          { value: 'event', label: t('trigger.event.label') },
          { value: 'segment', label: t('trigger.segment.label') },
        ]}
        value={trigger.type}
        onChange={(type) =>
          type !== trigger.type &&
          onChange({
            ...(type === 'event' ? { type, event: { name: '' } } : { type: 'segment' as const, segment: '', on: 'entered' as const }),
            ...(condition ? { condition } : {}),
          } as Trigger)
        }
      />
      {trigger.type === 'event' ? (
        <EventField label={t('either.eventName')} value={trigger.event} onChange={(event) => onChange({ ...trigger, event })} />
      ) : (
        <>
          <Select
            label={t('trigger.segment.which')}
            placeholder={t('trigger.segment.choose')}
            searchable
            data={segments.map((segment) => ({ value: segment.key, label: segment.name }))}
            value={trigger.segment === '' ? null : trigger.segment}
            onChange={(segment) => onChange({ ...trigger, segment: segment ?? '' })}
          />
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
      )}
      {condition ? (
        <>
          <ConditionField label={t('trigger.condition')} value={condition} context="trigger" onChange={(next) => onChange({ ...trigger, condition: next })} />
          <Button variant="subtle" size="xs" px={4} leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />} onClick={() => onChange(bare as Trigger)}>
            {t('trigger.removeCondition')}
          </Button>
        </>
      ) : (
        <Button
          variant="subtle"
          size="xs"
          px={4}
          leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
          onClick={() => onChange({ ...trigger, condition: { all: [] } })}
        >
          {t('trigger.addCondition')}
        </Button>
      )}
    </>
  );
}

function ReentryFields({ reentry, onChange }: { reentry: Reentry; onChange(reentry: Reentry): void }) {
  const { t } = useTranslation('journeys');
  return (
    <>
      <Select
        label={t('reentry.label')}
        allowDeselect={false}
        data={(['never', 'afterExit', 'keyed'] as const).map((type) => ({ value: type, label: t(`reentry.choice.${type}`) }))}
        value={reentry.type}
        onChange={(type) =>
          type !== reentry.type && onChange(type === 'keyed' ? { type, property: 'cart_id', mode: 'concurrent' } : { type: type as 'never' | 'afterExit' })
        }
      />
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

function ExitFields({ exits, onChange }: { exits: ExitRule[]; onChange(exits: ExitRule[]): void }) {
  const { t } = useTranslation('journeys');
  return (
    <>
      {exits.map((exit, index) => (
        <section key={exit.id} className={styles.branch} aria-label={t('exits.rule', { number: index + 1 })}>
          <div className={styles.branchHead}>
            <h3>{t('exits.rule', { number: index + 1 })}</h3>
            <Button
              variant="subtle"
              size="compact-sm"
              h={28}
              leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />}
              onClick={() => onChange(exits.filter((each) => each.id !== exit.id))}
            >
              {t('exits.remove')}
            </Button>
          </div>
          <EventOrCondition
            value={exit}
            label={t('exits.kind')}
            onChange={(either) => onChange(exits.map((each) => (each.id === exit.id ? { id: exit.id, ...either } : each)))}
          />
        </section>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
        onClick={() => onChange([...exits, { id: freeId('exit', new Set(exits.map((exit) => exit.id))), event: { name: '' } }])}
      >
        {t('exits.add')}
      </Button>
    </>
  );
}
