import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

import { initialLanguage, isLanguage, rememberLanguage, tagOf } from './languages.js';

/** Every folder with a noun brings `locales/{en,de,zh}.json`; its namespace is the folder's name. Read on first use of a page. */
const resources = import.meta.glob<{ [key: string]: unknown }>('/*/locales/*.json', { import: 'default' });

async function readResource(language: string, namespace: string): Promise<unknown> {
  const wanted = language === 'pseudo' ? 'en' : language;
  const read = resources[`/${namespace}/locales/${wanted}.json`];
  if (read === undefined) throw new Error(`No texts for ${namespace} in ${wanted}`);
  const resource = await read();
  if (language !== 'pseudo') return resource;
  const { pseudoResource } = await import('./pseudo.js');
  return pseudoResource(resource);
}

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    readResource(language, namespace).then(
      (resource) => done(null, resource as { [key: string]: string }),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

function showLanguage(code: string): void {
  document.documentElement.lang = tagOf(code);
}

/** Resolves when the shell's own texts are there; pages wait for theirs by suspense. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', showLanguage);
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: initialLanguage(),
      fallbackLng: false,
      supportedLngs: ['en', 'de', 'zh', 'pseudo'],
      ns: ['app', 'ui'],
      defaultNS: 'app',
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true, transKeepBasicHtmlNodesFor: [] },
    });
}

export async function changeLanguage(code: string): Promise<void> {
  if (isLanguage(code)) rememberLanguage(code);
  await i18next.changeLanguage(code);
}
