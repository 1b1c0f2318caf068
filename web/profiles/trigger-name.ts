import type { TFunction } from 'i18next';

import { causeOf } from '../journeys/model/made-up-names.js';

/** What brought somebody into a journey: an event's own name, or in words what is no event, whose made-up names the API tells. */
export function triggerName(triggerName: string, t: TFunction<'profiles'>): string {
  const { kind, name } = causeOf(triggerName);
  switch (kind) {
    case 'event':
      return name;
    case 'segment.entered':
    case 'segment.left':
      return t(`trigger.${kind}`, { segment: name });
    case 'rule.true':
    case 'rule.false':
      return t(`trigger.${kind}`, { rule: name });
    case 'date':
      return t('trigger.date', { trait: name });
    case 'schedule':
      return t('trigger.schedule', { segment: name });
    case 'journey':
      return t('trigger.journey', { journey: name });
    case 'api':
      return t('trigger.api');
  }
}
