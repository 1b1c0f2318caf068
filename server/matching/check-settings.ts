import type { ErrorDetail } from '../platform/errors.js';
import type { ModelSettings, Thresholds } from './model/settings.js';

/** What the shape of settings alone does not say. Pure. */
export function checkSettings({ fields, blocking, thresholds }: ModelSettings & { thresholds: Thresholds }): ErrorDetail[] {
  const known = new Set(fields.map(({ key }) => key));
  return [...repeatedKeys(fields), ...blocking.flatMap((rule, at) => checkRule(rule, at, known, blocking)), ...checkThresholds(thresholds)];
}

function repeatedKeys(fields: ModelSettings['fields']): ErrorDetail[] {
  return fields.flatMap(({ key }, at) =>
    fields.findIndex((field) => field.key === key) < at ? [problem(`fields.${at}.key`, 'duplicate-field', `Two fields are called ${key}. Rename one.`)] : [],
  );
}

function checkRule(rule: ModelSettings['blocking'][number], at: number, known: ReadonlySet<string>, all: ModelSettings['blocking']): ErrorDetail[] {
  const problems = rule.flatMap((part, index) => {
    const path = `blocking.${at}.${index}`;
    if (!known.has(part.field)) return [problem(`${path}.field`, 'unknown-field', `There is no field ${part.field}. The fields are ${[...known].join(', ')}.`)];
    if (part.first !== undefined && part.last !== undefined) return [problem(path, 'first-and-last', 'Take the first or the last characters, not both.')];
    return rule.findIndex(({ field }) => field === part.field) < index
      ? [problem(`${path}.field`, 'duplicate-field', `The rule names ${part.field} twice.`)]
      : [];
  });
  const same = all.findIndex((other) => JSON.stringify(other) === JSON.stringify(rule));
  return same < at ? [...problems, problem(`blocking.${at}`, 'duplicate-rule', `Rule ${at + 1} is the same as rule ${same + 1}.`)] : problems;
}

function checkThresholds({ review, autoMerge }: Thresholds): ErrorDetail[] {
  if (autoMerge === null || autoMerge >= review) return [];
  return [
    problem('thresholds.autoMerge', 'below-review', `Merging without asking from ${autoMerge} on would begin below reviewing, which begins at ${review}.`),
  ];
}

function problem(path: string, code: string, message: string): ErrorDetail {
  return { path, code, message };
}
