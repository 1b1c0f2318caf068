import type { ClauseValue, OperatorName, PropertyClause, WhereCondition } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Button, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clauseValueText, parseClauseValue } from './clause-value.js';
import styles from './Inspector.module.css';
import { JsonField } from './JsonField.js';

interface WhereFieldProps {
  value: WhereCondition | undefined;
  onChange(value: WhereCondition | undefined): void;
}

const offered: OperatorName[] = [
  'equal',
  'notEqual',
  'exists',
  'missing',
  'greaterThan',
  'greaterThanInclusive',
  'lessThan',
  'lessThanInclusive',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'in',
  'notIn',
  'before',
  'after',
];

/** Conditions on an event's properties that must all hold. A nested one, made elsewhere, is edited as its JSON. */
export function WhereField({ value, onChange }: WhereFieldProps) {
  const { t } = useTranslation('journeys');
  const rows = rowsOf(value);
  if (rows === undefined) return <JsonField label={t('where.json')} value={value} onChange={(next) => onChange(next as WhereCondition | undefined)} />;
  const set = (next: PropertyClause[]): void => onChange(next.length === 0 ? undefined : { all: next });
  const change = (index: number, clause: PropertyClause): void => set(rows.map((row, at) => (at === index ? clause : row)));
  return (
    <div>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place.
        <fieldset key={index} className={styles.whereRow} style={{ border: 0, margin: 0 }} aria-label={t('where.row', { number: index + 1 })}>
          <div className={styles.whereFields}>
            <TextInput
              label={t('where.property')}
              value={row.path}
              placeholder="cart_id"
              maxLength={512}
              onChange={(event) => change(index, { ...row, path: event.currentTarget.value })}
            />
            <Select
              label={t('where.operator')}
              data={offered.map((operator) => ({ value: operator, label: t(`where.operators.${operator}`) }))}
              value={row.operator}
              allowDeselect={false}
              onChange={(operator) => change(index, withOperator(row, operator as OperatorName))}
            />
            {hasValue(row.operator) && (
              <TextInput
                label={t('where.value')}
                description={t('where.valueHelp')}
                value={clauseValueText(row.value)}
                onChange={(event) => change(index, { ...row, value: parseClauseValue(event.currentTarget.value, row.operator) })}
              />
            )}
          </div>
          <Tooltip label={t('where.remove', { number: index + 1 })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              mt={20}
              aria-label={t('where.remove', { number: index + 1 })}
              onClick={() => set(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </fieldset>
      ))}
      {rows.length > 1 && (
        <Text size="xs" c="dimmed" mb={8}>
          {t('where.all')}
        </Text>
      )}
      <Button
        variant="subtle"
        size="xs"
        px={4}
        leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
        onClick={() => set([...rows, { fact: 'property', path: '', operator: 'equal', value: '' }])}
      >
        {t('where.add')}
      </Button>
    </div>
  );
}

function rowsOf(value: WhereCondition | undefined): PropertyClause[] | undefined {
  if (value === undefined) return [];
  if ('fact' in value) return [value];
  if ('all' in value && value.all.every((part): part is PropertyClause => 'fact' in part)) return value.all;
  return undefined;
}

function hasValue(operator: OperatorName): boolean {
  return operator !== 'exists' && operator !== 'missing';
}

/** Changing the operator keeps what was typed, as far as the operator can take it. */
function withOperator(row: PropertyClause, operator: OperatorName): PropertyClause {
  const { value, ...rest } = row;
  if (!hasValue(operator)) return { ...rest, operator };
  const wantsList = operator === 'in' || operator === 'notIn';
  const kept: ClauseValue =
    value === undefined ? (wantsList ? [] : '') : wantsList === Array.isArray(value) ? value : parseClauseValue(clauseValueText(value), operator);
  return { ...rest, operator, value: kept };
}
