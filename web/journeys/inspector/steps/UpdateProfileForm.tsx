import type { TraitUpdate, UpdateProfileStep } from '@cairn/workflows/contracts/journey.js';
import { ActionIcon, Autocomplete, Button, Select, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { PropertyInput, TraitInput, useExamples } from '../../../segments/fields/NameInputs.js';
import { kindOfValue, type UpdateKind, updateKinds, valueAs } from '../../model/trait-values.js';
import { useDefinition, useEditor } from '../../page/EditorContext.js';
import fields from '../fields/Fields.module.css';
import { NumberField } from '../fields/NumberField.js';
import styles from '../Inspector.module.css';

const mostTraits = 50;
const largest = 1e15;

/** Which traits become what. */
export function UpdateProfileForm({ step }: { step: UpdateProfileStep }) {
  const { t } = useTranslation('journeys');
  const { actions, readOnly } = useEditor();
  const { traits } = step;
  const set = (next: TraitUpdate[]): void => actions.change({ ...step, traits: next });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('updateProfile.help')}
      </Text>
      {traits.map((trait, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may have the same name while it is typed; their place is all that tells them apart.
        <section key={index} className={styles.branch} aria-label={t('updateProfile.row', { number: index + 1 })}>
          <div className={styles.branchHead}>
            <h3>{t('updateProfile.row', { number: index + 1 })}</h3>
            <Tooltip label={t('updateProfile.remove', { number: index + 1 })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={28}
                aria-label={t('updateProfile.remove', { number: index + 1 })}
                disabled={traits.length === 1}
                onClick={() => set(traits.filter((_, at) => at !== index))}
              >
                <IconTrash size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
          <TraitRow trait={trait} onChange={(next) => set(traits.map((each, at) => (at === index ? next : each)))} />
        </section>
      ))}
      {!readOnly && traits.length < mostTraits && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
          onClick={() => set([...traits, { name: '', value: '' }])}
        >
          {t('updateProfile.add')}
        </Button>
      )}
    </>
  );
}

interface TraitRowProps {
  trait: TraitUpdate;
  onChange(trait: TraitUpdate): void;
}

function TraitRow({ trait, onChange }: TraitRowProps) {
  const { t } = useTranslation('journeys');
  const kind = kindOfValue(trait.value);
  return (
    <>
      <TraitInput inForm label={t('updateProfile.trait')} value={trait.name} onChange={(name) => onChange({ ...trait, name })} />
      <div className={fields.row}>
        <Select
          label={t('updateProfile.kind')}
          allowDeselect={false}
          data={updateKinds.map((each) => ({ value: each, label: t(`updateProfile.kinds.${each}`) }))}
          value={kind}
          onChange={(next) => next !== null && onChange({ ...trait, value: valueAs(trait.value, next as UpdateKind) })}
        />
        <ValueField trait={trait} onChange={onChange} />
      </div>
    </>
  );
}

function ValueField({ trait, onChange }: TraitRowProps) {
  const { t } = useTranslation('journeys');
  const { trigger } = useDefinition();
  const examples = useExamples({ kind: 'trait', name: trait.name });
  const { value } = trait;
  const set = (next: TraitUpdate['value']): void => onChange({ ...trait, value: next });
  if (value === null) return null;
  if (typeof value === 'object')
    return (
      <PropertyInput
        inForm
        label={t('updateProfile.property')}
        event={trigger.type === 'event' ? trigger.event.name : undefined}
        value={value.trigger}
        onChange={(path) => set({ trigger: path })}
      />
    );
  if (typeof value === 'boolean')
    return (
      <Select
        label={t('updateProfile.value')}
        allowDeselect={false}
        data={[
          { value: 'true', label: t('updateProfile.yes') },
          { value: 'false', label: t('updateProfile.no') },
        ]}
        value={String(value)}
        onChange={(next) => set(next === 'true')}
      />
    );
  if (typeof value === 'number')
    return (
      <NumberField
        label={t('updateProfile.value')}
        value={value}
        min={-largest}
        max={largest}
        decimals={6}
        invalid={t('updateProfile.invalidNumber')}
        onChange={set}
      />
    );
  return <Autocomplete label={t('updateProfile.value')} maxLength={5_000} data={examples} limit={20} value={value} onChange={set} />;
}
