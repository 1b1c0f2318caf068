import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../api/client.js';
import { usePages } from '../../api/query.js';
import type { SegmentItem, SegmentVersion } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import { Card } from '../../ui/Card.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { PagedTable } from '../../ui/PagedTable.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { StatusBadge } from '../../ui/StatusBadge.js';
import { useUrlState } from '../../ui/useUrlState.js';
import { ConditionSentence } from '../ConditionSentence.js';
import { RestoreVersion } from './RestoreVersion.js';
import { VersionDiff } from './VersionDiff.js';
import classes from './Versions.module.css';

/** What a segment meant before: who changed it when, what is different now, and the way back. */
export function VersionsTab({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const [compared, setCompared] = useUrlState('version');
  const [restoring, setRestoring] = useState<SegmentVersion | null>(null);
  const pages = usePages<SegmentVersion>(path`/api/segments/${segment.key}/versions`);
  const live = pages.items.find(({ hash }) => hash === segment.liveVersion);
  const shown = pages.items.find(({ hash }) => hash === compared && hash !== segment.liveVersion);
  return (
    <>
      <PagedTable
        pages={pages}
        empty={<EmptyState icon={IconCircleCheck} title={t('versions.none')} />}
        label={t('versions.title')}
        rowKey={({ hash }) => hash}
        columns={[
          { key: 'number', header: t('versions.number'), width: 90, cell: ({ number }) => format.number(number) },
          {
            key: 'condition',
            header: t('condition'),
            cell: ({ definition }) => <ConditionSentence condition={definition.condition} />,
          },
          { key: 'by', header: t('versions.by'), optional: true, width: 140, cell: ({ createdBy, createdByName }) => createdByName ?? createdBy },
          { key: 'at', header: t('versions.at'), width: 130, oneLine: true, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
          {
            key: 'actions',
            header: t('versions.actions'),
            headerHidden: true,
            width: 230,
            cell: (version) =>
              version.hash === segment.liveVersion ? (
                <StatusBadge tone="success" icon={IconCircleCheck}>
                  {t('versions.live')}
                </StatusBadge>
              ) : (
                <div className={classes.actions}>
                  <Button
                    variant="default"
                    size="xs"
                    aria-expanded={version.hash === compared}
                    onClick={() => setCompared(version.hash === compared ? '' : version.hash)}
                  >
                    {t('versions.compare')}
                  </Button>
                  <Button variant="default" size="xs" onClick={() => setRestoring(version)}>
                    {t('versions.restore')}
                  </Button>
                </div>
              ),
          },
        ]}
      />
      {shown !== undefined && live !== undefined && (
        <Card title={t('versions.diffTitle', { from: format.number(shown.number), to: format.number(live.number) })}>
          <VersionDiff before={shown.definition} after={live.definition} />
        </Card>
      )}
      {restoring !== null && <RestoreVersion segment={segment} version={restoring} live={live} onClose={() => setRestoring(null)} />}
    </>
  );
}
