import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import { type TagColor, type TagItem, type TagJobRequest, tagsPath } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { TagChip } from './TagChip.js';
import { useStartTagJob } from './useStartTagJob.js';

/** Whom a job is for, as the API is told. */
export type ManyPeople = Pick<TagJobRequest, 'segment' | 'profiles' | 'everybody'>;

interface TagManyDialogProps {
  opened: boolean;
  action: TagJobRequest['action'];
  people: ManyPeople;
  /** The head-count. */
  count: number;
  onClose: () => void;
  /** The job has begun. */
  onStarted?: () => void;
}

/** Which tag, for how many people, then the one button. Tags that follow a rule are not offered: nobody turns them. */
export function TagManyDialog({ opened, action, people, count, onClose, onStarted }: TagManyDialogProps) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const start = useStartTagJob();
  const [key, setKey] = useState<string | null>(null);
  const { data } = useGet<Page<TagItem>>(tagsPath, { enabled: opened });
  const tags = (data?.items ?? []).filter(({ condition }) => condition === undefined);
  const chosen = tags.find((tag) => tag.key === key);
  const words = { count, n: format.number(count), tag: chosen?.name ?? '' };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`many.${action}.title`)}
      action={t(`many.${action}.action`, words)}
      waiting={chosen === undefined}
      blocked={data !== undefined && tags.length === 0}
      onConfirm={async () => {
        if (chosen === undefined) return;
        await start(chosen, { action, ...people });
        onStarted?.();
      }}
    >
      {data !== undefined && tags.length === 0 ? (
        <p>
          {t('noneToAdd')} <Link to="/traits/tags/new">{t('new')}</Link>
        </p>
      ) : (
        <Select
          label={t('many.tag')}
          placeholder={t('many.chooseTag')}
          data={tags.map((tag) => ({ value: tag.key, label: tag.name }))}
          value={key}
          onChange={setKey}
          searchable
          comboboxProps={{ withinPortal: true }}
          renderOption={({ option }) => <TagChip color={colorOf(tags, option.value)}>{option.label}</TagChip>}
        />
      )}
      <p aria-live="polite">{chosen === undefined ? t('many.background') : t(`many.${action}.text`, words)}</p>
    </ConfirmDialog>
  );
}

function colorOf(tags: readonly TagItem[], key: string): TagColor {
  return tags.find((tag) => tag.key === key)?.color ?? 'gray';
}
