import type { ReactNode } from 'react';

import { useFormat } from '../app/i18n/format.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import type { Tone } from '../ui/StatusBadge.js';
import classes from './Profile.module.css';

/** One line of a timeline: a mark, what happened, when: long ago by the day, and to the second, so that a short wait shows. */
export function Row({ icon, tone, at, children }: { icon: ReactNode; tone: Tone; at: string; children: ReactNode }) {
  const format = useFormat();
  return (
    <li className={classes.item}>
      <span className={classes.mark} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <div className={classes.what}>{children}</div>
      <span className={classes.when}>
        <RelativeTime at={at} />
        <span>{format.clock(at)}</span>
      </span>
    </li>
  );
}
