import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import classes from './StatusBadge.module.css';

export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'neutral';

/** A state, as icon + word + colour: never by colour alone. */
export function StatusBadge({ tone, icon: IconOf, children }: { tone: Tone; icon: Icon; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <IconOf size={16} stroke={1.5} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
