import type { Profile } from '../../api/profiles.js';
import classes from '../Profile.module.css';
import { ComputedCard } from './ComputedCard.js';
import { IdentitiesCard } from './IdentitiesCard.js';
import { SegmentsCard } from './SegmentsCard.js';
import { TraitsCard } from './TraitsCard.js';

/** What is known of a person: identities, traits with source, time and history, computed traits, segments now and before. */
export function ProfileFacts({ profile }: { profile: Profile }) {
  return (
    <div className={classes.facts}>
      <IdentitiesCard profile={profile} />
      <TraitsCard profile={profile} />
      {profile.computed.length > 0 && <ComputedCard profile={profile} />}
      <SegmentsCard profile={profile} />
    </div>
  );
}
