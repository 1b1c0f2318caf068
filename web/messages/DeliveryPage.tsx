import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { path } from '../api/client.js';
import { runHref, useJourneyNames } from '../api/journeys.js';
import type { Delivery } from '../api/messages.js';
import type { Profile } from '../api/profiles.js';
import { useGet } from '../api/query.js';
import { temporalLink, useSession } from '../api/session.js';
import { useFormat } from '../app/i18n/format.js';
import { Address } from '../ui/Address.js';
import { Card } from '../ui/Card.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { useUrlState } from '../ui/useUrlState.js';
import { DeliveryBadge } from './DeliveryBadge.js';
import { deliveryLook } from './delivery-look.js';
import { MailFrame } from './MailFrame.js';
import classes from './Messages.module.css';

export function DeliveryPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('messages');
  const { data, error, isPending, refetch } = useGet<Delivery>(path`/api/deliveries/${key}`, { every: 5_000 });
  if (isPending) return <PageSkeleton />;
  if (data === undefined) return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/deliveries', label: t('deliveries') }} />;
  return <DeliveryView delivery={data} />;
}

function DeliveryView({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const session = useSession();
  const profile = useGet<Profile>(path`/api/profiles/${delivery.profileId}`);
  const names = useJourneyNames();
  const temporal = temporalLink(session, `run:${delivery.runId}`);
  return (
    <>
      <PageHeader
        title={delivery.subject ?? delivery.template}
        parent={{ to: '/deliveries', label: t('deliveries') }}
        status={<DeliveryBadge state={delivery.state} reason={delivery.reason} />}
      />
      <PageBody>
        <div className={classes.delivery}>
          <div className={classes.side}>
            <Card title={t('details')}>
              <dl className={classes.pairs}>
                <dt>{t('person')}</dt>
                <dd>
                  <Link to={`/profiles/${encodeURIComponent(delivery.profileId)}`}>{profile.data?.displayName ?? delivery.profileId}</Link>
                </dd>
                <dt>{t('to')}</dt>
                <dd>{delivery.to === undefined ? t('nowhere') : <Address of={delivery.to} />}</dd>
                <dt>{t('journey')}</dt>
                <dd>
                  <Link to={runHref(delivery.journey, delivery.runId)}>{names.get(delivery.journey) ?? delivery.journey}</Link>
                </dd>
                <dt>{t('step')}</dt>
                <dd>{delivery.stepId}</dd>
                <dt>{t('template')}</dt>
                <dd>
                  <Link to={`/templates/${encodeURIComponent(delivery.template)}`}>{delivery.template}</Link>
                </dd>
                <dt>{t('kind')}</dt>
                <dd>{t(delivery.transactional ? 'transactional' : 'marketing')}</dd>
              </dl>
              {temporal !== null && (
                <p className={classes.after}>
                  <a href={temporal} target="_blank" rel="noreferrer">
                    {t('openInTemporal')}
                  </a>
                </p>
              )}
            </Card>
            <Card title={t('life')}>
              <ol className={classes.life}>
                {delivery.history.map((entry, index) => {
                  const look = deliveryLook(entry.state);
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a history only grows at its end
                    <li key={index} data-tone={look.tone}>
                      <look.icon size={16} stroke={1.5} aria-hidden="true" />
                      <span>
                        {t(`state.${entry.state}`)}
                        {entry.reason !== undefined && entry.reason !== null && (
                          <span className={classes.dim}> {t(`reason.${entry.reason}`, { defaultValue: entry.reason })}</span>
                        )}
                      </span>
                      <time dateTime={entry.at} className={classes.dim}>
                        {format.moment(entry.at)}
                      </time>
                    </li>
                  );
                })}
              </ol>
              {delivery.detail !== undefined && delivery.detail !== null && <p className={classes.after}>{delivery.detail}</p>}
              {delivery.state === 'unknown' && <p className={classes.after}>{t('unknownText')}</p>}
            </Card>
          </div>
          <Content delivery={delivery} />
        </div>
      </PageBody>
    </>
  );
}

function Content({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('messages');
  const [view, setView] = useUrlState('view', 'html');
  const html = delivery.rendered?.html ?? null;
  const text = delivery.rendered?.text ?? null;
  return (
    <Card
      title={t('asSent')}
      aside={
        html !== null && (
          <SegmentedControl
            size="xs"
            aria-label={t('view')}
            value={view}
            onChange={setView}
            data={[
              { value: 'html', label: t('views.html') },
              { value: 'text', label: t('views.text') },
            ]}
          />
        )
      }
    >
      {html === null ? (
        <p className={classes.dim}>{t('nothingRendered')}</p>
      ) : view === 'text' ? (
        <pre className={classes.text}>{text}</pre>
      ) : (
        <MailFrame html={html} title={delivery.rendered?.subject ?? delivery.template} />
      )}
    </Card>
  );
}
