import { useTranslation } from 'react-i18next';

import type { MatchingRunDetail } from '../api/matching.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import classes from './Matching.module.css';
import { useMatchWords } from './words.js';

/** What the last run found out about each field: how much each level of agreement says. */
export function LearnedCard({ learned }: { learned: NonNullable<MatchingRunDetail['learned']> }) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const format = useFormat();
  const share = (value: number): string => (value >= 0.001 ? format.percent(value) : t('learned.under', { share: format.percent(0.001) }));
  return (
    <Card title={t('learned.title')}>
      <p className={classes.intro}>{t('learned.intro')}</p>
      <details>
        <summary>{t('learned.show')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a narrow screen, so it scrolls, by keyboard too */}
        <section className={classes.scroll} tabIndex={0} aria-label={t('learned.title')}>
          <table className={classes.learned}>
            <thead>
              <tr>
                <th scope="col">{t('head.field')}</th>
                <th scope="col">{t('head.agreement')}</th>
                <th scope="col" data-numeric="">
                  {t('learned.same')}
                </th>
                <th scope="col" data-numeric="">
                  {t('learned.others')}
                </th>
                <th scope="col" data-numeric="">
                  {t('head.weight')}
                </th>
              </tr>
            </thead>
            {learned.fields.map((field) => (
              <tbody key={field.key}>
                {field.levels.map((level, at) => (
                  <tr key={level.level}>
                    {at === 0 && (
                      <th scope="rowgroup" rowSpan={field.levels.length}>
                        {words.field(field.key)}
                      </th>
                    )}
                    <td>{words.level(level.level)}</td>
                    <td data-numeric="">{share(level.m)}</td>
                    <td data-numeric="">{share(level.u)}</td>
                    <td data-numeric="">{words.signed(level.weight)}</td>
                  </tr>
                ))}
              </tbody>
            ))}
          </table>
        </section>
      </details>
    </Card>
  );
}
