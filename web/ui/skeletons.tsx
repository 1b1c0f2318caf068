import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './skeletons.module.css';

/** Shows nothing for 400 ms (most answers come sooner), then its shape, and after 2 s a sentence. */
function Delayed({ children }: { children: ReactNode }) {
  const { t } = useTranslation('ui');
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.delayed} aria-busy="true">
      <div aria-hidden="true">{children}</div>
      <p className={classes.slow} role="status">
        {slow ? t('loading') : ''}
      </p>
    </div>
  );
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => index);

export function TableSkeleton({ count = 8 }: { count?: number }) {
  return (
    <Delayed>
      {rows(count).map((row) => (
        <div key={row} className={classes.row}>
          <i style={{ width: '28%' }} />
          <i style={{ width: '18%' }} />
          <i style={{ width: '22%' }} />
          <i style={{ width: '12%' }} />
        </div>
      ))}
    </Delayed>
  );
}

export function BlockSkeleton({ lines = 4 }: { lines?: number }) {
  return (
    <Delayed>
      {rows(lines).map((line) => (
        <div key={line} className={classes.line}>
          <i style={{ width: `${90 - ((line * 17) % 50)}%` }} />
        </div>
      ))}
    </Delayed>
  );
}

export function PageSkeleton() {
  return (
    <div className={classes.page}>
      <Delayed>
        <div className={classes.heading}>
          <i style={{ width: 220 }} />
        </div>
        {rows(8).map((row) => (
          <div key={row} className={classes.row}>
            <i style={{ width: '28%' }} />
            <i style={{ width: '18%' }} />
            <i style={{ width: '22%' }} />
          </div>
        ))}
      </Delayed>
    </div>
  );
}
