import type { i18n as I18n } from 'i18next';

import { ApiError, type ErrorValues } from '../api/client.js';
import { createFormat } from '../app/i18n/format.js';

export interface FailureTexts {
  title: string;
  /** How to mend it. */
  action: string;
}

/**
 * A failure in the reader's words: by its code, with the values that came with it. The server's own trouble is told as such, whatever it was;
 * what has no words of its own (the server's `error-codes.ts` says which) is shown in the server's English.
 */
export function failureTexts(error: unknown, i18n: I18n): FailureTexts {
  const say = (key: string): string => i18n.t(`error.${key}`, { ns: 'ui' });
  if (!(error instanceof ApiError)) return { title: say('broken'), action: say('brokenAction') };
  if (error.status === 0) return { title: say('offline'), action: say('offlineAction') };
  if (error.status >= 500) return { title: say('server'), action: say('serverAction') };
  return codeTexts(error.code, error.values, i18n) ?? { title: error.message, action: error.action };
}

/** The words for one code; null: it has none. */
export function codeTexts(code: string, values: ErrorValues, i18n: I18n): FailureTexts | null {
  if (!i18n.exists(`failure.${code}.title`, { ns: 'ui' })) return null;
  const shown = shownValues(values, i18n.language);
  return { title: i18n.t(`failure.${code}.title`, { ns: 'ui', ...shown }), action: i18n.t(`failure.${code}.action`, { ns: 'ui', ...shown }) };
}

/** One place of what was sent, or one problem of a template; the server's English where its code has no words. */
export function detailText({ code = '', message, values = {} }: { code?: string; message: string; values?: ErrorValues }, i18n: I18n): string {
  if (!i18n.exists(`detail.${code}`, { ns: 'ui' })) return message;
  const shown = shownValues(values, i18n.language);
  const text = i18n.t(`detail.${code}`, { ns: 'ui', ...shown });
  return shown.line === undefined ? text : i18n.t('detailAt', { ns: 'ui', line: shown.line, text });
}

/** Numbers and lists as the language writes them. */
function shownValues(values: ErrorValues, language: string): { [name: string]: string } {
  const format = createFormat(language);
  const shown = (value: ErrorValues[string]): string =>
    typeof value === 'number' ? format.number(value) : typeof value === 'string' ? value : format.list([...value]);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]));
}
