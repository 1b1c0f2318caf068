import type { ReactNode } from 'react';

import { RelativeTime } from '../ui/RelativeTime.js';
import type { Tone } from '../ui/StatusBadge.js';
import classes from './Profile.module.css';

/** One line of a timeline: a mark, what happened, when. */
export function Row({ icon, tone, at, children }: { icon: ReactNode; tone: Tone; at: string; children: ReactNode }) {
  return (
    <li className={classes.item}>
      <span className={classes.mark} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <div className={classes.what}>{children}</div>
      <span className={classes.when}>
        <RelativeTime at={at} />
      </span>
    </li>
  );
}
