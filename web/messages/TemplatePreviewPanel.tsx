import { SegmentedControl, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ApiError, call } from '../api/client.js';
import type { TemplateDefinition, TemplatePreview } from '../api/messages.js';
import type { ProfileSummary } from '../api/profiles.js';
import { PersonPicker } from '../profiles/PersonPicker.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { detailText } from '../ui/failure.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { MailFrame } from './MailFrame.js';
import classes from './Messages.module.css';

const views = ['desktop', 'phone', 'text'] as const;

/** The mail as a chosen person would get it: wide, narrow, as plain text; what is missing is listed with a cure. */
export function TemplatePreviewPanel({ definition }: { definition: TemplateDefinition }) {
  const { t, i18n } = useTranslation('messages');
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  const [view, setView] = useState<(typeof views)[number]>('desktop');
  const [dark, setDark] = useState(false);
  const [asked] = useDebouncedValue(definition, 400);
  const { data, error, refetch } = useQuery<TemplatePreview, ApiError>({
    queryKey: ['/api/templates/preview', asked, person?.id ?? null],
    queryFn: async ({ signal }) =>
      await call<TemplatePreview>('POST', '/api/templates/preview', {
        body: {
          definition: { ...asked, name: asked.name.trim() === '' ? t('newTemplate') : asked.name },
          ...(person === null ? {} : { profileId: person.id }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  return (
    <Card title={t('preview')}>
      <div className={classes.bar}>
        <PersonPicker label={t('as')} person={person} onChange={setPerson} />
        <SegmentedControl
          size="xs"
          aria-label={t('view')}
          value={view}
          onChange={(value) => setView(value as (typeof views)[number])}
          data={views.map((name) => ({ value: name, label: t(`views.${name}`) }))}
        />
        {view !== 'text' && <Switch label={t('darkMail')} checked={dark} onChange={(event) => setDark(event.currentTarget.checked)} />}
      </div>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <BlockSkeleton />
      ) : (
        <>
          {data.problems.length > 0 && (
            <ul className={classes.problems} aria-label={t('problems')}>
              {data.problems.map((problem) => (
                <li key={`${problem.path ?? ''} ${problem.line ?? ''} ${problem.message}`} data-error={problem.severity === 'error' || undefined}>
                  <IconAlertTriangle size={16} stroke={1.5} aria-hidden="true" />
                  <span>{detailText({ ...problem, values: { ...problem.values, ...(problem.line !== undefined && { line: problem.line }) } }, i18n)}</span>
                </li>
              ))}
            </ul>
          )}
          <p className={classes.subject}>
            <span className={classes.dim}>{t('subject')}</span> <strong>{data.subject}</strong>
          </p>
          {view === 'text' ? (
            <pre className={classes.text}>{data.text}</pre>
          ) : (
            <MailFrame html={data.html} title={t('preview')} width={view === 'phone' ? 375 : undefined} dark={dark} />
          )}
        </>
      )}
    </Card>
  );
}
