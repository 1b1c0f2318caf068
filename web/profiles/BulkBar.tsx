import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../app/i18n/format.js';
import { TagManyButtons } from '../tags/TagManyButtons.js';
import classes from './BulkBar.module.css';

/** `everybody`: those that the list has not loaded, too. */
export type Chosen = { profiles: ReadonlySet<string> } | { everybody: true };

interface BulkBarProps {
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  /** Of the whole list; undefined where a search narrows it. */
  total: number | undefined;
}

export const nobody: Chosen = { profiles: new Set() };

/** What is done to the people who were chosen in the list. */
export function BulkBar({ chosen, onChange, total }: BulkBarProps) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  const everybody = 'everybody' in chosen;
  const count = everybody ? (total ?? 0) : chosen.profiles.size;
  if (count === 0) return null;
  const n = format.number(count);
  const canTakeAll = !everybody && total !== undefined && total > count;
  return (
    <section className={classes.bar} aria-label={t('bulk.label')}>
      <span role="status">{everybody ? t('bulk.all', { count, n }) : t('bulk.chosen', { count, n })}</span>
      {canTakeAll && (
        <Button variant="subtle" size="xs" onClick={() => onChange({ everybody: true })}>
          {t('bulk.chooseAll', { n: format.number(total) })}
        </Button>
      )}
      <TagManyButtons people={everybody ? { everybody: true } : { profiles: [...chosen.profiles] }} count={count} onStarted={() => onChange(nobody)} />
      <Button variant="subtle" size="xs" color="gray" onClick={() => onChange(nobody)}>
        {t('bulk.clear')}
      </Button>
    </section>
  );
}
