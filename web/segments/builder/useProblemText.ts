import type { Problem } from '@cairn/rules/contracts/facts.js';
import { useTranslation } from 'react-i18next';

/** A fault in the reader's language; the validator's own English, which names the value, where we have no words for its code. */
export function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation('segments');
  return ({ code, message }) => {
    const key = `problem.${code}`;
    return i18n.exists(key, { ns: 'segments' }) ? t(key as 'problem.missing-name') : message;
  };
}
