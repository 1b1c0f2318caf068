import { IconRefreshAlert } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { MatchPair } from '../api/matching.js';
import classes from './Matching.module.css';
import { type Step, waterfall } from './waterfall.js';
import { useMatchWords } from './words.js';

type Field = MatchPair['fields'][number];

/** A pair's weight as the sum it is: where it starts, what each field adds or takes away, both values beside it. A chart that is a table. */
export function Waterfall({ pair }: { pair: MatchPair }) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const { steps, total, zero } = waterfall([
    { key: '', weight: pair.prior },
    ...pair.fields.map((field) => ({ key: field.key, weight: field.weight + field.rarity })),
  ]);
  const [prior, ...rest] = steps;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a narrow screen, so it scrolls, by keyboard too
    <section className={classes.scroll} tabIndex={0} aria-label={t('waterfall')}>
      <table className={classes.waterfall} style={{ '--zero': zero } as React.CSSProperties}>
        <thead>
          <tr>
            <th scope="col">{t('head.field')}</th>
            <th scope="col">{pair.a.displayName}</th>
            <th scope="col">{pair.b.displayName}</th>
            <th scope="col">{t('head.agreement')}</th>
            <th scope="col" data-numeric="">
              {t('head.weight')}
            </th>
            <th scope="col" className={classes.bars}>
              {t('head.sum')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row" colSpan={4}>
              {t('prior')}
            </th>
            <td data-numeric="">{words.signed(pair.prior)}</td>
            <td className={classes.bars}>{prior && <Bar step={prior} tone="neutral" />}</td>
          </tr>
          {pair.fields.map((field, at) => (
            <FieldRow key={field.key} field={field} step={rest[at]} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {t('total')}
            </th>
            <td data-numeric="">{words.signed(pair.weight)}</td>
            <td className={classes.bars}>
              <Bar step={total} tone="neutral" />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function FieldRow({ field, step }: { field: Field; step: Step | undefined }) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const weight = field.weight + field.rarity;
  const unknown = field.level === null;
  return (
    <tr data-unknown={unknown || undefined}>
      <th scope="row">{words.field(field.key)}</th>
      <td>{field.masked ? <em>{t('merges.masked')}</em> : (field.a ?? '–')}</td>
      <td>{field.masked ? <em>{t('merges.masked')}</em> : (field.b ?? '–')}</td>
      <td>
        {words.level(field.level)}
        {Math.abs(field.rarity) >= 0.05 && (
          <span className={classes.rarity}>{t(field.rarity > 0 ? 'rareValue' : 'commonValue', { weight: words.signed(field.rarity) })}</span>
        )}
        {field.changed && <IconRefreshAlert size={16} stroke={1.5} aria-label={t('changedField')} />}
      </td>
      <td data-numeric="">{unknown ? '' : words.signed(weight)}</td>
      <td className={classes.bars}>{step && !unknown && <Bar step={step} tone={weight < 0 ? 'against' : 'for'} />}</td>
    </tr>
  );
}

function Bar({ step, tone }: { step: { start: number; length: number }; tone: 'for' | 'against' | 'neutral' }) {
  return (
    <span className={classes.track} aria-hidden="true">
      <span className={classes.bar} data-tone={tone} style={{ insetInlineStart: `${100 * step.start}%`, width: `${100 * step.length}%` }} />
    </span>
  );
}
