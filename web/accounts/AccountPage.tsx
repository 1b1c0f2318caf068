import { Tabs } from '@mantine/core';
import { IconAlertTriangle, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import type { Account } from '../api/accounts.js';
import { path } from '../api/client.js';
import { useGet } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { JsonValue } from '../profiles/JsonValue.js';
import { Card } from '../ui/Card.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { useUrlState } from '../ui/useUrlState.js';
import { AccountPeople } from './AccountPeople.js';
import classes from './Accounts.module.css';

export function AccountPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('accounts');
  const { data, error, isPending, refetch } = useGet<Account>(path`/api/accounts/${id}`, { every: 5_000 });
  if (data !== undefined) return <AccountView account={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/profiles/accounts', label: t('title') }} />;
}

function AccountView({ account }: { account: Account }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const [tab, setTab] = useUrlState('tab', 'about');
  return (
    <>
      <PageHeader
        title={account.name}
        parent={{ to: '/profiles/accounts', label: t('title') }}
        status={
          <StatusBadge tone="info" icon={IconUsers}>
            {t('peopleCount', { count: account.people, n: format.number(account.people) })}
          </StatusBadge>
        }
        note={
          account.lastSeenAt === null ? undefined : (
            <>
              {t('lastSeen')} <RelativeTime at={account.lastSeenAt} />
            </>
          )
        }
      >
        <Tabs value={tab} onChange={(value) => setTab(value ?? 'about')}>
          <Tabs.List>
            <Tabs.Tab value="about">{t('tabs.about')}</Tabs.Tab>
            <Tabs.Tab value="people">{t('tabs.people')}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      </PageHeader>
      <PageBody>
        {tab === 'people' ? (
          <AccountPeople account={account} />
        ) : (
          <div className={classes.columns}>
            <TraitsCard account={account} />
            <SegmentsCard account={account} />
          </div>
        )}
      </PageBody>
    </>
  );
}

/** The account's own traits, each with where it came from and when. */
function TraitsCard({ account }: { account: Account }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  return (
    <Card title={t('traits')} aside={<code>{account.id}</code>}>
      {account.traits.length === 0 && <p className={classes.none}>{t('noTraits')}</p>}
      <ul className={classes.list}>
        {account.traits.map(({ name, value, at, source }) => (
          <li key={name}>
            <div className={classes.fact}>
              <span>{name}</span>
              <span className={classes.value}>
                <JsonValue value={value} />
              </span>
            </div>
            <div className={classes.dim}>{t('traitFrom', { source, date: format.dateTime(at) })}</div>
          </li>
        ))}
      </ul>
      {account.dropped && (
        <StatusBadge tone="warning" icon={IconAlertTriangle}>
          {t('dropped', { count: account.dropped.count, n: format.number(account.dropped.count), name: account.dropped.name })}
        </StatusBadge>
      )}
    </Card>
  );
}

function SegmentsCard({ account: { segments, people } }: { account: Account }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  return (
    <Card title={t('segments')}>
      {segments.length === 0 && <p className={classes.none}>{t('noSegments')}</p>}
      <ul className={classes.list}>
        {segments.map((segment) => (
          <li key={segment.key} className={classes.fact}>
            <Link to={`/segments/${encodeURIComponent(segment.key)}`}>{segment.name}</Link>
            <span className={classes.dim}>{t('ofPeople', { n: format.number(segment.people), all: format.number(people) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
