import { ApiError } from '../api/client.js';

type Translate = (key: string) => string;

/** A failure in words. What the server says about the caller's own doing is shown as it is; the rest in the reader's language. */
export function failureTexts(error: unknown, t: Translate): { title: string; action: string } {
  if (!(error instanceof ApiError)) return { title: t('error.broken'), action: t('error.brokenAction') };
  if (error.status === 0) return { title: t('error.offline'), action: t('error.offlineAction') };
  if (error.status === 401) return { title: t('error.signedOut'), action: t('error.signedOutAction') };
  if (error.status === 403) return { title: t('error.forbidden'), action: error.action };
  if (error.status === 404) return { title: t('error.notFound'), action: t('error.notFoundAction') };
  if (error.status >= 500) return { title: t('error.server'), action: t('error.serverAction') };
  return { title: error.message, action: error.action };
}
