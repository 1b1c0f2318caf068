import { IconMessages } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { SidePanel } from '../page/SidePanel.js';
import { CommentThread } from './CommentThread.js';

/** Everything that is said about the journey and its steps. */
export function CommentsPanel({ onStep, onClose }: { onStep(id: string): void; onClose(): void }) {
  const { t } = useTranslation('journeys');
  return (
    <SidePanel icon={IconMessages} title={t('comments.title')} label={t('comments.title')} onClose={onClose}>
      <CommentThread step={null} onStep={onStep} />
    </SidePanel>
  );
}
