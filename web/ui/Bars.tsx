import type { ReactNode } from 'react';

import { useFormat } from '../app/i18n/format.js';
import classes from './Bars.module.css';

export interface Bar {
  key: string;
  name: ReactNode;
  count: number;
  /** Instead of the count: an estimate. */
  said?: string;
  /** What is left when all that has a name is taken away: hatched, for it is no series. */
  isRest?: boolean;
}

interface BarsProps {
  label: string;
  /** Of the first column, and of the numbers. */
  heads: readonly [string, string];
  bars: readonly Bar[];
}

/** Sorted horizontal bars from zero: a table whose rows carry their bars, so that nobody needs to see them to read it. */
export function Bars({ label, heads, bars }: BarsProps) {
  const format = useFormat();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <table className={classes.bars} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
          <td aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {bars.map(({ key, name, count, said, isRest }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>{said ?? format.number(count)}</td>
            <td aria-hidden="true">
              <BarFill share={count / most} isRest={isRest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One bar, as long as its share of the longest, 0–1. */
export function BarFill({ share, isRest }: { share: number; isRest?: boolean | undefined }) {
  return <span className={classes.bar} data-rest={isRest || undefined} style={{ width: `${100 * share}%` }} />;
}
