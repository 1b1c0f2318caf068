import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';

import { onSignedOut } from '../api/client.js';
import { sessionKey, useSessionQuery } from '../api/session.js';
import { ErrorState } from '../ui/ErrorState.js';
import { changeLanguage } from './i18n/i18n.js';
import { storedLanguage } from './i18n/languages.js';
import { Shell } from './shell/Shell.js';

/** The shell and its pages for who has a session; everybody else goes to the sign-in and comes back after. */
export function SignedIn() {
  const location = useLocation();
  const queryClient = useQueryClient();
  const { data: session, error, isPending, refetch } = useSessionQuery();
  useEffect(() => onSignedOut(() => queryClient.setQueryData(sessionKey, null)), [queryClient]);
  const locale = session?.user.locale;
  useEffect(() => {
    // The account's language holds until the person chooses one on this device.
    const asked = new URLSearchParams(window.location.search).has('lng');
    if (locale !== undefined && storedLanguage() === null && !asked && !navigator.languages.some((tag) => tag.startsWith(locale))) void changeLanguage(locale);
  }, [locale]);
  if (isPending) return null;
  if (error !== null && session === undefined) return <ErrorState error={error} onRetry={() => void refetch()} fullPage />;
  if (session === null || session === undefined) {
    const back = `${location.pathname}${location.search}`;
    return <Navigate to={back === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`} replace />;
  }
  return <Shell />;
}
