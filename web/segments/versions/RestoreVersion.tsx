import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type ApiError, call, path } from '../../api/client.js';
import { type SegmentDefinition, type SegmentItem, type SegmentPreview, type SegmentVersion, segmentsPath } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { showDone, showFailure } from '../../ui/toasts.js';
import { ConditionSentence } from '../ConditionSentence.js';
import classes from './Versions.module.css';

interface RestoreVersionProps {
  segment: SegmentItem;
  version: SegmentVersion;
  /** What stands now; undone to. */
  live: SegmentVersion | undefined;
  onClose: () => void;
}

/** Says first how many people it would hold instead of how many. */
export function RestoreVersion({ segment, version: { definition, number }, live, onClose }: RestoreVersionProps) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const queryClient = useQueryClient();
  const address = path`/api/segments/${segment.key}`;
  const { data: counted } = useQuery<SegmentPreview, ApiError>({
    queryKey: [`${segmentsPath}/preview`, definition.condition],
    queryFn: async ({ signal }) => await call<SegmentPreview>('POST', `${segmentsPath}/preview`, { body: { condition: definition.condition }, signal }),
  });
  /** Only over what is there as far as it is known here: nobody is overwritten unasked. */
  const put = async (what: SegmentDefinition, over: string | null): Promise<string | null> => {
    const { liveVersion } = await call<SegmentItem>('PUT', address, { body: what, headers: over === null ? {} : { 'if-match': `"${over}"` } });
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(segmentsPath) });
    return liveVersion;
  };
  const restore = async (): Promise<void> => {
    const restored = await put(definition, segment.liveVersion);
    showDone(t('versions.restored', { n: format.number(number) }), live && (() => void put(live.definition, restored).catch(showFailure)));
  };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('versions.restoreTitle', { n: format.number(number) })}
      action={t('versions.restoreAction')}
      onConfirm={restore}
    >
      <p className={classes.restored}>
        <ConditionSentence condition={definition.condition} />
      </p>
      <p>
        {counted === undefined
          ? t('versions.counting')
          : t(counted.estimate ? 'versions.wouldHoldAbout' : 'versions.wouldHold', {
              count: counted.count,
              n: format.number(counted.count),
              now: format.number(segment.members),
            })}
      </p>
      <p>{t('versions.consequence')}</p>
    </ConfirmDialog>
  );
}
