import { Tabs } from '@mantine/core';
import { IconCircleCheck, IconClock, IconMailOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { path } from '../api/client.js';
import type { Profile } from '../api/profiles.js';
import { useGet } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { ErrorState } from '../ui/ErrorState.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { ConsentTab } from './ConsentTab.js';
import { DeliveriesTab } from './DeliveriesTab.js';
import { ProfileFacts } from './facts/ProfileFacts.js';
import { MergeWith } from './MergeWith.js';
import classes from './Profile.module.css';
import { RunsTab } from './RunsTab.js';
import { TimelineTab } from './timeline/TimelineTab.js';
import { WhyTab } from './WhyTab.js';

const tabs = ['timeline', 'runs', 'messages', 'why', 'consent'] as const;
type TabName = (typeof tabs)[number];

export function ProfilePage() {
  const { id = '', tab } = useParams();
  const { t } = useTranslation('profiles');
  const { data, error, isPending, refetch } = useGet<Profile>(path`/api/profiles/${id}`, { every: 5_000 });
  if (isPending) return <PageSkeleton />;
  if (data === undefined) {
    return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/profiles', label: t('title') }} />;
  }
  return <ProfileView profile={data} tab={tabs.find((name) => name === tab) ?? 'timeline'} stale={error !== null ? error : null} />;
}

function ProfileView({ profile, tab, stale }: { profile: Profile; tab: TabName; stale: Error | null }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  const navigate = useNavigate();
  const unsubscribed = Object.keys(profile.consent.unsubscribed);
  return (
    <>
      <PageHeader
        title={profile.displayName}
        actions={<MergeWith profileId={profile.id} />}
        parent={{ to: '/profiles', label: t('title') }}
        status={
          unsubscribed.length > 0 ? (
            <StatusBadge tone="warning" icon={IconMailOff}>
              {t('unsubscribedFrom', { channels: format.list(unsubscribed.map((channel) => t(`channel.${channel}`, { defaultValue: channel }))) })}
            </StatusBadge>
          ) : (
            <StatusBadge tone="success" icon={IconCircleCheck}>
              {t('subscribed')}
            </StatusBadge>
          )
        }
        note={
          profile.pendingEvents > 0 ? (
            <StatusBadge tone="info" icon={IconClock}>
              {t('pending', { count: profile.pendingEvents, n: format.number(profile.pendingEvents) })}
            </StatusBadge>
          ) : profile.lastSeenAt === null ? undefined : (
            <>
              {t('lastSeen')} <RelativeTime at={profile.lastSeenAt} />
            </>
          )
        }
      />
      <PageBody>
        {stale !== null && <ErrorState error={stale} />}
        {profile.mergedFrom !== undefined && (
          <StatusBadge tone="info" icon={IconCircleCheck}>
            {t('mergedFrom', { id: profile.mergedFrom })}
          </StatusBadge>
        )}
        <div className={classes.columns}>
          <ProfileFacts profile={profile} />
          <div className={classes.main}>
            <Tabs
              value={tab}
              onChange={(next) => void navigate(`/profiles/${encodeURIComponent(profile.id)}${next === 'timeline' ? '' : `/${next ?? ''}`}`, { replace: true })}
              keepMounted={false}
            >
              <Tabs.List>
                {tabs.map((name) => (
                  <Tabs.Tab key={name} value={name}>
                    {t(`tabs.${name}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <div className={classes.panel}>
                <Tabs.Panel value="timeline">
                  <TimelineTab profileId={profile.id} />
                </Tabs.Panel>
                <Tabs.Panel value="runs">
                  <RunsTab profileId={profile.id} />
                </Tabs.Panel>
                <Tabs.Panel value="messages">
                  <DeliveriesTab profileId={profile.id} />
                </Tabs.Panel>
                <Tabs.Panel value="why">
                  <WhyTab profile={profile} />
                </Tabs.Panel>
                <Tabs.Panel value="consent">
                  <ConsentTab profile={profile} />
                </Tabs.Panel>
              </div>
            </Tabs>
          </div>
        </div>
      </PageBody>
    </>
  );
}
