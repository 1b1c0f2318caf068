import { Skeleton } from '@mantine/core';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { type DemoRemoval, demoRemovalPath } from '../../api/demo.js';
import { useGet } from '../../api/query.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { useFormat } from '../i18n/format.js';
import classes from './Home.module.css';

interface DialogProps {
  opened: boolean;
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

/** What goes and how much of it, and what stays and why, before anything is touched. */
export function RemoveDemoDialog({ opened, opener, onClose, onConfirm }: DialogProps) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const { data, error, refetch } = useGet<DemoRemoval>(demoRemovalPath, { enabled: opened });
  const people = data?.people ?? 0;
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
      title={t('demo.remove')}
      action={data === undefined ? t('demo.remove') : t('demo.removeAction', { count: people, n: format.number(people) })}
      danger
      waiting={data === undefined}
      onConfirm={onConfirm}
    >
      {data !== undefined ? (
        <Removal removal={data} />
      ) : error === null ? (
        <Skeleton height={180} />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
    </ConfirmDialog>
  );
}

const counted = ['people', 'events', 'runs', 'deliveries'] as const;

function Removal({ removal }: { removal: DemoRemoval }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const { inside, definitions, staying } = removal;
  const stays = staying.people > 0 || staying.definitions.length > 0;
  return (
    <div className={classes.removal}>
      <p>{t('demo.goes')}</p>
      <ul>
        {counted.map((noun) => (
          <li key={noun}>{t(`demo.count.${noun}`, { count: removal[noun], n: format.number(removal[noun]) })}</li>
        ))}
        {definitions.map(({ kind, key, name }) => (
          <li key={`${kind}/${key}`}>{t(`demo.kind.${kind}`, { name })}</li>
        ))}
      </ul>
      {inside > 0 && <p>{t('demo.inside', { count: inside, n: format.number(inside) })}</p>}
      {stays && (
        <>
          <p>{t('demo.stays')}</p>
          <ul>
            {staying.people > 0 && <li>{t('demo.stayingPeople', { count: staying.people, n: format.number(staying.people) })}</li>}
            {staying.definitions.map(({ kind, key, name, why }) => (
              <li key={`${kind}/${key}`}>{t(`demo.why.${why}`, { what: t(`demo.kind.${kind}`, { name }) })}</li>
            ))}
          </ul>
        </>
      )}
      <p>{t('demo.nothingElse')}</p>
    </div>
  );
}
