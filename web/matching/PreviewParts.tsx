import type { Json } from '@cairn/rules/contracts/facts.js';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { MergeSide } from '../api/merges.js';
import { useFormat } from '../app/i18n/format.js';
import { JsonValue } from '../profiles/JsonValue.js';
import classes from './Merges.module.css';
import { useMatchWords } from './words.js';

/** One heading of a preview; nothing at all when there is nothing to say. */
export function Part({ title, empty = false, children }: { title: string; empty?: boolean; children: ReactNode }) {
  if (empty) return null;
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Who it is, by name and identities. */
export function SideLine({ side, label }: { side: MergeSide; label: string }) {
  const words = useMatchWords();
  return (
    <div>
      <p className={classes.dim}>{label}</p>
      <p>
        <strong>{side.displayName}</strong>
      </p>
      {side.identities.map(({ type, value }) => (
        <p key={`${type}:${value}`} className={classes.dim}>
          {words.identity(type)}: {value}
        </p>
      ))}
    </div>
  );
}

export interface Row {
  name: string;
  cells: ReactNode[];
}

/** Names down, people across. */
export function Compared({ label, heads, rows }: { label: string; heads: string[]; rows: Row[] }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <td />
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one cell a column, never moved
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A trait's value with its time; a sensitive one stays hidden. */
export function TraitValue({ value, masked, wins = false }: { value: { value?: unknown; at: string } | null; masked: boolean; wins?: boolean }) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  if (value === null) return <span className={classes.dim}>{t('merges.none')}</span>;
  return (
    <span className={wins ? classes.wins : undefined}>
      {masked ? t('merges.masked') : <JsonValue value={(value.value ?? null) as Json} />}
      {wins && <IconCheck size={16} stroke={2} className={classes.mark} role="img" aria-label={t('merges.wins')} />}
      <span className={classes.at}>{format.dateTime(value.at)}</span>
    </span>
  );
}

export function Instant({ at }: { at: string | null }) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  return <>{at === null ? t('merges.subscribed') : t('merges.unsubscribed', { at: format.dateTime(at) })}</>;
}
