import type { TFunction } from 'i18next';

/** What brought somebody into a journey: an event's own name, or in words the change of a segment or of a rule, whose made-up names the API tells. */
export function triggerName(name: string, t: TFunction<'profiles'>): string {
  const segment = /^segment:(.+) (entered|left)$/.exec(name);
  if (segment) return t(`trigger.segment.${segment[2] as 'entered'}`, { segment: segment[1] ?? '' });
  const rule = /^rule:(.+) turned (true|false)$/.exec(name);
  return rule ? t(`trigger.rule.${rule[2] as 'true'}`, { rule: rule[1] ?? '' }) : name;
}
