/** Languages people choose from. `pseudo` is for tests: English made 40 % longer, with accents. */
export const languages = [
  { code: 'en', tag: 'en', name: 'English' },
  { code: 'de', tag: 'de', name: 'Deutsch' },
  { code: 'zh', tag: 'zh-CN', name: '中文' },
] as const;
export type Language = (typeof languages)[number]['code'];

const storageKey = 'cairn-language';

export function isLanguage(code: string): code is Language {
  return languages.some((language) => language.code === code);
}

/** What the person chose here, else what the browser asks for, else English. */
export function initialLanguage(): string {
  const asked = new URLSearchParams(window.location.search).get('lng');
  if (asked !== null && (isLanguage(asked) || asked === 'pseudo')) return asked;
  const chosen = storedLanguage();
  if (chosen !== null) return chosen;
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return preferred ?? 'en';
}

export function storedLanguage(): Language | null {
  try {
    const stored = window.localStorage.getItem(storageKey);
    return stored !== null && isLanguage(stored) ? stored : null;
  } catch {
    return null;
  }
}

export function rememberLanguage(code: Language): void {
  try {
    window.localStorage.setItem(storageKey, code);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** The BCP 47 tag for `lang` attributes and Intl. */
export function tagOf(code: string): string {
  return languages.find((language) => language.code === code)?.tag ?? 'en';
}
