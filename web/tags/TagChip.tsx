import type { ReactNode } from 'react';

import type { TagColor } from '../api/tags.js';
import classes from './Tags.module.css';

/** A tag's colour beside its name: never colour alone. */
export function TagChip({ color, children, aside }: { color: TagColor; children: ReactNode; aside?: ReactNode }) {
  return (
    <span className={classes.chip}>
      <span className={classes.dot} style={{ background: `var(--cairn-tag-${color})` }} aria-hidden="true" />
      <span className={classes.chipName}>{children}</span>
      {aside}
    </span>
  );
}
