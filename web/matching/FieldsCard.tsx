import { ActionIcon, Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { MatchField } from '../api/matching.js';
import { Card } from '../ui/Card.js';
import classes from './Matching.module.css';
import type { SettingsPart } from './settings-part.js';
import { useMatchWords } from './words.js';

const kinds: MatchField['kind'][] = ['name', 'text', 'date', 'email', 'phone', 'postcode', 'exact'];
const mostFields = 16;

/** What of two profiles is compared, and how. */
export function FieldsCard({ draft, change, errorAt }: SettingsPart) {
  const { t } = useTranslation('matching');
  const { fields } = draft;
  const set = (at: number, part: Partial<MatchField>): void => change({ fields: fields.map((field, index) => (index === at ? { ...field, ...part } : field)) });
  const add = (): void => change({ fields: [...fields, { key: freeKey(fields), traits: [], kind: 'exact', termFrequency: false }] });
  return (
    <Card title={t('fields.title')}>
      <p className={classes.intro}>{t('fields.intro')}</p>
      <ol className={classes.fieldRows}>
        {fields.map((field, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the key is being edited, and rows do not move
          <li key={at}>
            <FieldRow
              field={field}
              at={at}
              errorAt={errorAt}
              onChange={(part) => set(at, part)}
              onRemove={fields.length > 1 ? () => change({ fields: fields.filter((_, index) => index !== at) }) : undefined}
            />
          </li>
        ))}
      </ol>
      <Button variant="default" size="xs" leftSection={<IconPlus size={16} stroke={1.5} />} disabled={fields.length >= mostFields} onClick={add}>
        {t('fields.add')}
      </Button>
    </Card>
  );
}

interface FieldRowProps {
  field: MatchField;
  at: number;
  errorAt: SettingsPart['errorAt'];
  onChange: (part: Partial<MatchField>) => void;
  onRemove: (() => void) | undefined;
}

function FieldRow({ field, at, errorAt, onChange, onRemove }: FieldRowProps) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const name = words.field(field.key);
  return (
    <fieldset className={classes.fieldRow}>
      <legend>{name}</legend>
      <TextInput
        label={t('fields.key')}
        value={field.key}
        error={errorAt(`fields.${at}.key`)}
        onChange={(event) => onChange({ key: event.currentTarget.value })}
      />
      <Select
        label={t('fields.kind')}
        value={field.kind}
        data={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        allowDeselect={false}
        onChange={(kind) => onChange({ kind: kind as MatchField['kind'] })}
      />
      <Select
        label={t('fields.nameWord')}
        value={field.nameWord ?? 'none'}
        data={(['none', 'first', 'last'] as const).map((word) => ({ value: word, label: t(`nameWord.${word}`) }))}
        allowDeselect={false}
        onChange={(word) => onChange({ nameWord: word === 'none' ? undefined : (word as 'first' | 'last') })}
      />
      <Checkbox
        className={classes.rare}
        label={t('fields.rare')}
        checked={field.termFrequency}
        onChange={(event) => onChange({ termFrequency: event.currentTarget.checked })}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={t('fields.remove', { name })} disabled={onRemove === undefined} onClick={onRemove}>
        <IconTrash size={20} stroke={1.5} />
      </ActionIcon>
      <TagsInput
        className={classes.wide}
        label={t('fields.traits')}
        value={field.traits}
        error={errorAt(`fields.${at}.traits`)}
        placeholder={field.traits.length === 0 ? 'address.city' : ''}
        onChange={(traits) => onChange({ traits })}
      />
    </fieldset>
  );
}

function freeKey(fields: readonly MatchField[]): string {
  for (let number = 1; ; number += 1) if (!fields.some(({ key }) => key === `field_${number}`)) return `field_${number}`;
}
