import type { ReactNode } from 'react';

import classes from './PageBody.module.css';

/** The part under the header, with the page's margins. `narrow` for forms and reading. */
export function PageBody({ children, narrow = false }: { children: ReactNode; narrow?: boolean }) {
  return (
    <div className={classes.body} data-narrow={narrow || undefined}>
      {children}
    </div>
  );
}
