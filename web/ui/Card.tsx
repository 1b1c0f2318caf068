import type { ReactNode } from 'react';

import classes from './Card.module.css';

interface CardProps {
  title?: string;
  /** Beside the title. */
  aside?: ReactNode;
  children: ReactNode;
  /** No inner margin: tables and lists reach the edge. */
  flush?: boolean;
}

/** One group of things that belong together, with its h2. */
export function Card({ title, aside, children, flush = false }: CardProps) {
  return (
    <section className={classes.card} data-flush={flush || undefined}>
      {title !== undefined && (
        <div className={classes.head}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
