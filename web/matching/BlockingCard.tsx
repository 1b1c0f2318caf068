import { ActionIcon, Button, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { BlockingRule, MatchField } from '../api/matching.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import classes from './Matching.module.css';
import type { SettingsPart } from './settings-part.js';
import { useMatchWords } from './words.js';

type Part = BlockingRule[number];
const [mostRules, mostParts] = [20, 4];

/** Which profiles are compared with which: those that agree on all of one line. */
export function BlockingCard({ draft, change, errorAt, run }: SettingsPart) {
  const { t } = useTranslation('matching');
  const { blocking, fields } = draft;
  const setRule = (at: number, rule: BlockingRule | undefined): void =>
    change({ blocking: blocking.flatMap((other, index) => (index === at ? (rule ? [rule] : []) : [other])) });
  const first = fields[0]?.key ?? '';
  return (
    <Card title={t('blocking.title')}>
      <p className={classes.intro}>{t('blocking.intro')}</p>
      <ol className={classes.ruleRows}>
        {blocking.map((rule, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name, and rows do not move
          <li key={at}>
            <RuleRow
              rule={rule}
              number={at + 1}
              fields={fields}
              error={errorAt(`blocking.${at}`)}
              errorOf={(part, place = '') => errorAt(`blocking.${at}.${part}${place}`)}
              pairs={run?.learned?.rules.find((learned) => sameRule(learned.rule, rule))}
              onChange={(next) => setRule(at, next)}
              onRemove={blocking.length > 1 ? () => setRule(at, undefined) : undefined}
            />
          </li>
        ))}
      </ol>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={16} stroke={1.5} />}
        disabled={blocking.length >= mostRules}
        onClick={() => change({ blocking: [...blocking, [{ field: first }]] })}
      >
        {t('blocking.add')}
      </Button>
    </Card>
  );
}

interface RuleRowProps {
  rule: BlockingRule;
  number: number;
  fields: readonly MatchField[];
  error: string | undefined;
  errorOf: (part: number, place?: string) => string | undefined;
  pairs: { pairs: number; leftOut: { count: number; values: { value: string; profiles: number }[] } } | undefined;
  onChange: (rule: BlockingRule) => void;
  onRemove: (() => void) | undefined;
}

function RuleRow({ rule, number, fields, error, errorOf, pairs, onChange, onRemove }: RuleRowProps) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  const set = (at: number, part: Part): void => onChange(rule.map((other, index) => (index === at ? part : other)));
  const largest = pairs?.leftOut.values[0];
  return (
    <fieldset className={classes.ruleRow}>
      <legend>{t('blocking.rule', { number: format.number(number) })}</legend>
      <div className={classes.parts}>
        {rule.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name, and do not move
          <span key={at} className={classes.part}>
            {at > 0 && <span>{t('blocking.and')}</span>}
            <PartFields
              part={part}
              place={t('blocking.place', { number: format.number(number), part: format.number(at + 1) })}
              fields={fields}
              error={errorOf(at, '.field') ?? errorOf(at)}
              onChange={(next) => set(at, next)}
            />
            {rule.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('blocking.removePart', { number: format.number(number), part: format.number(at + 1) })}
                onClick={() => onChange(rule.filter((_, index) => index !== at))}
              >
                <IconTrash size={16} stroke={1.5} />
              </ActionIcon>
            )}
          </span>
        ))}
        <Button
          variant="subtle"
          size="xs"
          disabled={rule.length >= mostParts}
          onClick={() => onChange([...rule, { field: fields.find(({ key }) => !rule.some((part) => part.field === key))?.key ?? '' }])}
        >
          {t('blocking.addPart')}
        </Button>
      </div>
      <span className={classes.pairCount}>
        {pairs && t('blocking.pairs', { count: pairs.pairs, n: format.number(pairs.pairs) })}
        {pairs && largest && pairs.leftOut.count > 0 && (
          <>
            {' '}
            {t('blocking.leftOut', {
              count: pairs.leftOut.count,
              n: format.number(pairs.leftOut.count),
              value: largest.value,
              profiles: format.number(largest.profiles),
            })}
          </>
        )}
        {error !== undefined && <span role="alert">{error}</span>}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('blocking.remove', { number: format.number(number) })}
        disabled={onRemove === undefined}
        onClick={onRemove}
      >
        <IconTrash size={20} stroke={1.5} />
      </ActionIcon>
    </fieldset>
  );
}

interface PartFieldsProps {
  part: Part;
  place: string;
  fields: readonly MatchField[];
  error: string | undefined;
  onChange: (part: Part) => void;
}

function PartFields({ part, place, fields, error, onChange }: PartFieldsProps) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const take = part.first !== undefined ? 'first' : part.last !== undefined ? 'last' : 'whole';
  const known = fields.map(({ key }) => ({ value: key, label: words.field(key) }));
  return (
    <>
      <Select
        aria-label={t('blocking.field', { place })}
        value={part.field}
        data={known.some(({ value }) => value === part.field) ? known : [...known, { value: part.field, label: part.field }]}
        error={error}
        allowDeselect={false}
        w={176}
        onChange={(field) => onChange({ ...part, field: field ?? part.field })}
      />
      <Select
        aria-label={t('blocking.take', { place })}
        value={take}
        data={(['whole', 'first', 'last'] as const).map((value) => ({ value, label: t(`take.${value}`) }))}
        allowDeselect={false}
        w={176}
        onChange={(value) => onChange({ field: part.field, ...(value === 'first' && { first: 3 }), ...(value === 'last' && { last: 3 }) })}
      />
      {take !== 'whole' && (
        <NumberInput
          aria-label={t('blocking.characters', { place })}
          value={part.first ?? part.last ?? 1}
          min={1}
          max={20}
          w={72}
          onChange={(value) => onChange({ field: part.field, [take]: typeof value === 'number' ? value : 1 })}
        />
      )}
    </>
  );
}

function sameRule(a: BlockingRule, b: BlockingRule): boolean {
  const text = (rule: BlockingRule): string => rule.map(({ field, first, last }) => `${field}/${first ?? ''}/${last ?? ''}`).join('|');
  return text(a) === text(b);
}
