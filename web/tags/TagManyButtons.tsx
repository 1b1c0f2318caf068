import { Button } from '@mantine/core';
import { IconTagMinus, IconTagPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { TagJobRequest } from '../api/tags.js';
import { type ManyPeople, TagManyDialog } from './TagManyDialog.js';

interface TagManyButtonsProps {
  people: ManyPeople;
  count: number;
  onStarted?: () => void;
}

/** Adds a tag to many people, or takes one from them. */
export function TagManyButtons({ people, count, onStarted }: TagManyButtonsProps) {
  const { t } = useTranslation('tags');
  const [action, setAction] = useState<TagJobRequest['action'] | null>(null);
  const [shown, setShown] = useState<TagJobRequest['action']>('add');
  const open = (next: TagJobRequest['action']) => (): void => {
    setShown(next);
    setAction(next);
  };
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconTagPlus size={16} stroke={1.5} />} onClick={open('add')}>
        {t('many.add.open')}
      </Button>
      <Button variant="default" size="xs" leftSection={<IconTagMinus size={16} stroke={1.5} />} onClick={open('remove')}>
        {t('many.remove.open')}
      </Button>
      <TagManyDialog opened={action !== null} action={shown} people={people} count={count} onClose={() => setAction(null)} {...(onStarted && { onStarted })} />
    </>
  );
}
