import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import classes from './States.module.css';

interface EmptyStateProps {
  icon: Icon;
  /** What there is not. */
  title: string;
  /** Why, and what a first one would do. */
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing yet, nothing matches, or all done: says which, and what to do. */
export function EmptyState({ icon: IconOf, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <IconOf size={32} stroke={1.25} aria-hidden="true" />
      <p className={classes.title}>{title}</p>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}
