import { SegmentedControl } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../../api/client.js';
import type { Home, Source } from '../../api/home.js';
import { useGet } from '../../api/query.js';
import { Card } from '../../ui/Card.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { LinkButton } from '../../ui/LinkButton.js';
import { useFormat } from '../i18n/format.js';
import classes from './Home.module.css';
import { type SnippetLanguage, snippet, snippetLanguages } from './snippets.js';

const steps = [
  { name: 'eventReceived', to: '/profiles' },
  { name: 'profileOpened', to: '/profiles' },
  { name: 'segmentMade', to: '/segments/new' },
  { name: 'journeyLive', to: '/journeys' },
  { name: 'messageSent', to: '/deliveries' },
] as const;

/** Each step is ticked by what the data shows, never by a click; the next one is open. */
export function FirstSteps({ steps: done, lookedAt }: { steps: Home['steps']; lookedAt: number }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const next = steps.find((step) => !done[step.name])?.name;
  const count = steps.filter((step) => done[step.name]).length;
  return (
    <Card
      title={t('home.startTitle')}
      aside={<span className={classes.dim}>{t('home.progress', { done: format.number(count), total: format.number(steps.length) })}</span>}
    >
      <p className={classes.lead}>{t('home.startText')}</p>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.name} className={classes.step} data-done={done[step.name] || undefined} data-next={step.name === next || undefined}>
            {done[step.name] ? (
              <IconCircleCheckFilled size={20} role="img" aria-label={t('home.done')} />
            ) : (
              <IconCircleDashed size={20} stroke={1.5} role="img" aria-label={t('home.open')} />
            )}
            <div className={classes.stepBody}>
              <h3>{t(`home.${step.name}.title`)}</h3>
              {step.name === 'eventReceived' && done.eventReceived && (
                // Ticked or not, this is where people come back to for the write key.
                <details>
                  <summary>{t('home.snippet')}</summary>
                  <Snippets />
                </details>
              )}
              {step.name === next && (
                <>
                  <p>{t(`home.${step.name}.text`)}</p>
                  {step.name === 'eventReceived' ? (
                    <>
                      <Snippets />
                      <p className={classes.waiting} role="status">
                        <span className={classes.pulse} aria-hidden="true" />
                        {t('home.waiting', { time: new Intl.DateTimeFormat(format.tag, { timeStyle: 'medium' }).format(lookedAt) })}
                      </p>
                    </>
                  ) : (
                    <LinkButton to={step.to}>{t(`home.${step.name}.action`)}</LinkButton>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Snippets() {
  const { t } = useTranslation('app');
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const { data } = useGet<Page<Source>>('/api/sources');
  const writeKey = data?.items[0]?.writeKey;
  if (data !== undefined && writeKey === undefined) return <p>{t('home.noKey')}</p>;
  return (
    <div className={classes.snippets}>
      <SegmentedControl
        size="xs"
        aria-label={t('home.snippet')}
        value={language}
        onChange={(value) => setLanguage(value as SnippetLanguage)}
        data={[...snippetLanguages]}
      />
      <CodeBlock code={snippet(language, { origin: window.location.origin, writeKey: writeKey ?? '…' })} label={t('home.snippet')} />
    </div>
  );
}
