import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { SegmentOverlap } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import { BarFill } from '../../ui/Bars.js';
import { addressOf } from '../model/combination.js';
import classes from './People.module.css';

/** An UpSet plot: a row for each combination, a dot for each segment that belongs to it, a bar for its people. It is a table, and can be read as one. */
export function UpSet({ segment, overlap: { others, combinations, rest } }: { segment: string; overlap: SegmentOverlap }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const hrefOf = (inside: readonly string[]): string =>
    addressOf({ inside: [segment, ...inside], outside: others.map(({ key }) => key).filter((key) => !inside.includes(key)) });
  const most = Math.max(1, rest, ...combinations.map(({ people }) => people));
  const bar = (people: number, { isRest = false, href }: { isRest?: boolean; href?: string } = {}) => (
    <>
      <td className={classes.people}>
        {href === undefined ? (
          format.number(people)
        ) : (
          <Link to={href} title={t('overlap.makeOf')} aria-label={t('overlap.makeOfThese', { count: people, n: format.number(people) })}>
            {format.number(people)}
          </Link>
        )}
      </td>
      <td aria-hidden="true" className={classes.barCell}>
        <BarFill share={people / most} isRest={isRest} />
      </td>
    </>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a narrow screen, so it scrolls, by keyboard too
    <section className={classes.scroll} tabIndex={0} aria-label={t('overlap.plot')}>
      <table className={classes.upset} aria-label={t('overlap.plot')}>
        <thead>
          <tr>
            {others.map(({ key, name }) => (
              <th key={key} scope="col">
                <span className={classes.setName} title={name}>
                  {name}
                </span>
              </th>
            ))}
            <th scope="col" className={classes.people}>
              {t('members')}
            </th>
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {combinations.map(({ segments, people }) => (
            <tr key={segments.join()} data-many={segments.length > 1 || undefined}>
              {others.map(({ key }, at) => {
                const within = segments.map((segment) => others.findIndex((other) => other.key === segment));
                const isIn = within.includes(at);
                return (
                  <td key={key} className={classes.dot} data-in={isIn || undefined} data-linked={isBetween(at, within) || undefined}>
                    <VisuallyHidden>{t(isIn ? 'overlap.in' : 'overlap.notIn')}</VisuallyHidden>
                  </td>
                );
              })}
              {bar(people, { href: hrefOf(segments) })}
            </tr>
          ))}
          {rest > 0 && (
            <tr>
              <th scope="row" colSpan={others.length} className={classes.rest}>
                {t('overlap.rest')}
              </th>
              {bar(rest, { isRest: true })}
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

/** A line joins the dots of one row: it comes from the dot before, so the first has none. */
function isBetween(at: number, within: readonly number[]): boolean {
  return at > Math.min(...within) && at <= Math.max(...within);
}
