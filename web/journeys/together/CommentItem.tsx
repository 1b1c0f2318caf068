import { Button, Group, UnstyledButton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { showFailure } from '../../ui/toasts.js';
import { stepById, triggerId } from '../model/ports.js';
import { title } from '../model/summary.js';
import { useDefinition } from '../page/EditorContext.js';
import { usePhrase } from '../usePhrase.js';
import { CommentForm } from './CommentForm.js';
import type { Comment, CommentActions } from './comments-api.js';
import { PersonAvatar } from './PersonAvatar.js';
import styles from './Together.module.css';

interface CommentItemProps {
  comment: Comment;
  actions: CommentActions;
  /** Shows which step it is about, and opens it. */
  onStep: ((id: string) => void) | undefined;
}

export function CommentItem({ comment, actions, onStep }: CommentItemProps) {
  const { t } = useTranslation('journeys');
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const remove = useRef<HTMLButtonElement>(null);
  const { id, author, text, createdAt, editedAt, resolvedAt, resolvedBy, own } = comment;
  const name = author ?? t('comments.somebody');
  const resolve = (): void => {
    actions.setResolved(id, resolvedAt === null).catch(showFailure);
  };
  return (
    <li className={styles.comment}>
      <div className={styles.commentHead}>
        <PersonAvatar name={name} />
        <strong>{name}</strong>
        <span className={styles.commentTime}>
          <RelativeTime at={createdAt} /> {editedAt !== null && t('comments.edited')}
        </span>
      </div>
      {onStep && comment.stepId !== null && <StepLink id={comment.stepId} onStep={onStep} />}
      {editing ? (
        <CommentForm
          label={t('comments.edit')}
          action={t('comments.save')}
          initial={text}
          onSubmit={async (changed) => {
            await actions.edit(id, changed);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <p className={styles.commentText}>{text}</p>
      )}
      {resolvedAt !== null && (
        <p className={styles.commentResolved}>
          <IconCheck size={14} stroke={1.5} aria-hidden /> {t('comments.resolvedBy', { name: resolvedBy ?? t('comments.somebody') })}{' '}
          <RelativeTime at={resolvedAt} />
        </p>
      )}
      {!editing && (
        <Group gap={4}>
          <Button size="compact-sm" h={28} variant="subtle" onClick={resolve}>
            {t(resolvedAt === null ? 'comments.resolve' : 'comments.reopen')}
          </Button>
          {own && (
            <>
              <Button size="compact-sm" h={28} variant="subtle" onClick={() => setEditing(true)}>
                {t('comments.editAction')}
              </Button>
              <Button ref={remove} size="compact-sm" h={28} variant="subtle" onClick={() => setDeleting(true)}>
                {t('comments.delete')}
              </Button>
            </>
          )}
        </Group>
      )}
      <ConfirmDialog
        opened={deleting}
        opener={remove}
        onClose={() => setDeleting(false)}
        title={t('comments.deleteTitle')}
        action={t('comments.delete')}
        danger
        onConfirm={async () => await actions.remove(id)}
      >
        <p>{t('comments.deleteText')}</p>
      </ConfirmDialog>
    </li>
  );
}

/** The step that is talked about; it may be gone by now. */
function StepLink({ id, onStep }: { id: string; onStep(id: string): void }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const step = stepById(useDefinition(), id);
  if (!step && id !== triggerId) return <span className={styles.commentStep}>{t('comments.removedStep', { id })}</span>;
  return (
    <UnstyledButton className={styles.commentStep} onClick={() => onStep(id)}>
      {t('comments.at', { title: step ? say(title(step)) : t('type.trigger') })}
    </UnstyledButton>
  );
}
