/** What brought somebody into a journey, by the name that stands in the run: an event's own, or one made up for what is no event. */
export interface Cause {
  kind: 'event' | 'segment.entered' | 'segment.left' | 'rule.true' | 'rule.false' | 'date' | 'schedule' | 'journey' | 'api';
  /** Of the event, segment, rule, trait or journey. */
  name: string;
}

const madeUp: [RegExp, (match: RegExpExecArray) => Cause['kind']][] = [
  [/^segment:(.+) (entered|left)$/, (match) => `segment.${match[2] as 'entered'}`],
  [/^rule:(.+) turned (true|false)$/, (match) => `rule.${match[2] as 'true'}`],
  [/^journey:(.+) handed on$/, () => 'journey'],
  [/^date:(.+)$/, () => 'date'],
  [/^schedule:(.+)$/, () => 'schedule'],
  [/^cairn:enter (.+)$/, () => 'api'],
];

export function causeOf(triggerName: string): Cause {
  for (const [pattern, kindOf] of madeUp) {
    const match = pattern.exec(triggerName);
    if (match) return { kind: kindOf(match), name: match[1] ?? '' };
  }
  return { kind: 'event', name: triggerName };
}
