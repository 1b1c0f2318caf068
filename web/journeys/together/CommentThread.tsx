import { Button, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ErrorState } from '../../ui/ErrorState.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { useEditor } from '../page/EditorContext.js';
import { CommentForm } from './CommentForm.js';
import { CommentItem } from './CommentItem.js';
import { useCommentActions, useComments } from './comments-api.js';
import styles from './Together.module.css';

/** @param step null: the whole journey's, with those of its steps */
export function CommentThread({ step, onStep }: { step: string | null; onStep?: (id: string) => void }) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const [resolved, setResolved] = useState(false);
  const { items, result } = useComments(journey.key, step ?? undefined, resolved);
  const actions = useCommentActions(journey.key);
  return (
    <>
      <CommentForm
        // A half-written one belongs to its step.
        keep={`${journey.key} ${step ?? ''}`}
        label={t(step === null ? 'comments.onJourney' : 'comments.onStep')}
        action={t('comments.add')}
        onSubmit={async (text) => await actions.add(step, text)}
      />
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('comments.show')}
        data={[
          { value: 'open', label: t('comments.open') },
          { value: 'resolved', label: t('comments.resolved') },
        ]}
        value={resolved ? 'resolved' : 'open'}
        onChange={(value) => setResolved(value === 'resolved')}
      />
      {result.isPending && <BlockSkeleton />}
      {result.error && <ErrorState error={result.error} onRetry={() => void result.refetch()} />}
      {!result.isPending && !result.error && items.length === 0 && <Text c="dimmed">{t(resolved ? 'comments.noneResolved' : 'comments.none')}</Text>}
      <ul className={styles.comments}>
        {items.map((comment) => (
          <CommentItem key={comment.id} comment={comment} actions={actions} onStep={step === null ? onStep : undefined} />
        ))}
      </ul>
      {result.hasNextPage && (
        <Button variant="default" size="xs" loading={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
          {t('runs.more')}
        </Button>
      )}
    </>
  );
}
