import { useTranslation } from 'react-i18next';

import { AccountLinks } from '../../accounts/AccountLinks.js';
import type { Profile } from '../../api/profiles.js';
import { TagChips } from '../../tags/TagChips.js';
import { Card } from '../../ui/Card.js';
import classes from '../Profile.module.css';
import { ComputedCard } from './ComputedCard.js';
import { IdentitiesCard } from './IdentitiesCard.js';
import { SegmentsCard } from './SegmentsCard.js';
import { TraitsCard } from './TraitsCard.js';

/** What is known of a person: identities, traits with source, time and history, computed traits, segments and tags now and before, accounts. */
export function ProfileFacts({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  return (
    <div className={classes.facts}>
      <IdentitiesCard profile={profile} />
      <TraitsCard profile={profile} />
      {profile.computed.length > 0 && <ComputedCard profile={profile} />}
      <SegmentsCard profile={profile} />
      <Card title={t('tags')}>
        <TagChips profileId={profile.id} />
      </Card>
      <Card title={t('accounts')}>
        <AccountLinks accounts={profile.accounts} />
      </Card>
    </div>
  );
}
