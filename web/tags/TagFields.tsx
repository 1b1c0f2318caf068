import { Group, Radio, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { TagColor, TagDefinition } from '../api/tags.js';
import { ConditionFields } from '../segments/ConditionCard.js';
import { Card } from '../ui/Card.js';
import { TagChip } from './TagChip.js';
import classes from './Tags.module.css';

const colors: TagColor[] = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'indigo', 'violet', 'pink'];
const emptyRule: NonNullable<TagDefinition['condition']> = { all: [{ fact: 'trait', params: { name: '' }, operator: 'equal', value: '' }] };

interface TagFieldsProps {
  draft: TagDefinition;
  onChange: (draft: TagDefinition) => void;
  isNew: boolean;
}

/** What a tag is called and looks like, and whether people or a rule turn it. */
export function TagFields({ draft, onChange, isNew }: TagFieldsProps) {
  const { t } = useTranslation('tags');
  const text = (field: 'description' | 'owner', value: string): void => {
    const { [field]: _old, ...rest } = draft;
    onChange(value === '' ? rest : { ...rest, [field]: value });
  };
  return (
    <div className={classes.stack}>
      <Card aside={<TagChip color={draft.color ?? 'gray'}>{draft.name.trim() === '' ? t('newTitle') : draft.name}</TagChip>} title={t('looks')}>
        <div className={classes.fields}>
          <TextInput
            label={t('name')}
            required
            maxLength={120}
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
            autoFocus={isNew}
          />
          <Select
            label={t('color')}
            allowDeselect={false}
            data={colors.map((color) => ({ value: color, label: t(`colors.${color}`) }))}
            value={draft.color ?? 'gray'}
            onChange={(color) => onChange({ ...draft, color: (color ?? 'gray') as TagColor })}
            renderOption={({ option }) => <TagChip color={option.value as TagColor}>{option.label}</TagChip>}
          />
          <TextInput label={t('owner')} maxLength={120} value={draft.owner ?? ''} onChange={(event) => text('owner', event.currentTarget.value)} />
          <TextInput
            label={t('description')}
            maxLength={2_000}
            value={draft.description ?? ''}
            onChange={(event) => text('description', event.currentTarget.value)}
          />
        </div>
      </Card>
      <RuleCard draft={draft} onChange={onChange} />
    </div>
  );
}

function RuleCard({ draft, onChange }: Omit<TagFieldsProps, 'isNew'>) {
  const { t } = useTranslation('tags');
  const { condition, ...withoutRule } = draft;
  return (
    <Card title={t('how')}>
      <Radio.Group
        aria-label={t('how')}
        value={condition ? 'rule' : 'hand'}
        onChange={(how) => onChange(how === 'rule' ? { ...withoutRule, condition: condition ?? emptyRule } : withoutRule)}
      >
        <Group gap="lg" mb="sm">
          <Radio value="hand" label={t('byHandLong')} />
          <Radio value="rule" label={t('byRule')} />
        </Group>
      </Radio.Group>
      {condition && <ConditionFields label={t('byRule')} condition={condition} onChange={(next) => onChange({ ...withoutRule, condition: next })} />}
    </Card>
  );
}
