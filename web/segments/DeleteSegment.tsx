import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { SegmentItem } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';
import { hrefOfUse } from '../ui/uses.js';
import { filledShare } from './filled-share.js';

interface DeleteProps {
  opened: boolean;
  onClose: () => void;
  segment: SegmentItem;
  opener: RefObject<HTMLElement | null>;
  onConfirm: () => Promise<void>;
}

/** Says first who is in it, so far or in all; or who uses it, since then it cannot be deleted. */
export function DeleteSegment({ opened, opener, onClose, segment, onConfirm }: DeleteProps) {
  const { t } = useTranslation('segments');
  const { name, usedBy } = segment;
  const inUse = usedBy.length > 0;
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
      title={t(inUse ? 'inUseTitle' : 'deleteTitle', { name })}
      action={t('delete')}
      danger
      blocked={inUse}
      onConfirm={async () => {
        await onConfirm();
        showDone(t('deleted', { name }));
      }}
    >
      {inUse ? (
        <>
          {t('usedByHint')}
          <ul>
            {usedBy.map((use) => (
              <li key={`${use.kind}/${use.key}`}>
                <Link to={hrefOfUse(use)}>{use.name}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Consequences segment={segment} />
      )}
    </ConfirmDialog>
  );
}

function Consequences({ segment: { members, backfill } }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const share = filledShare(backfill);
  const values = { count: members, n: format.number(members) };
  return <>{share === null ? t('deleteText', values) : t('deleteTextSoFar', { ...values, share: format.percent(share) })}</>;
}
