import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router';
import { call } from '../api/client.js';
import { type Session, sessionKey, useSessionQuery } from '../api/session.js';
import { changeLanguage } from '../app/i18n/i18n.js';
import { languages } from '../app/i18n/languages.js';
import { ErrorState } from '../ui/ErrorState.js';
import classes from './SignInPage.module.css';

/** Only our own pages: an address from outside must not be followed after the sign-in. */
function safeTarget(to: string | null): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') ? to : '/';
}

/** By email and password, or by a one-time link whose token the address carries. */
export function SignInPage() {
  const { t, i18n } = useTranslation('access');
  const { token } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: session } = useSessionQuery();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(token !== undefined);
  const [error, setError] = useState<unknown>(null);
  const sent = useRef(false);
  const target = safeTarget(search.get('to'));

  useEffect(() => {
    document.title = `${t('signIn.title')} · Cairn`;
  }, [t]);

  const signIn = async (address: string, body: unknown): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const opened = await call<Session>('POST', address, { body });
      queryClient.setQueryData(sessionKey, opened);
      await navigate(target, { replace: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a token works once, so it is sent once
  useEffect(() => {
    if (token === undefined || sent.current) return;
    sent.current = true;
    void signIn('/api/session/link', { token });
  }, [token]);

  if (session !== undefined && session !== null && (token === undefined || error !== null)) return <Navigate to={target} replace />;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void signIn('/api/session', { email, password });
  };
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/cairn.svg" alt="" className={classes.mark} />
        <h1 className={classes.title}>{t('signIn.title')}</h1>
        {token !== undefined && busy ? (
          <p role="status" className={classes.note}>
            {t('signIn.byLink')}
          </p>
        ) : (
          <form onSubmit={submit} className={classes.form}>
            {error !== null && <ErrorState error={error} />}
            <TextInput
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            />
            <Button type="submit" loading={busy} fullWidth>
              {t('signIn.action')}
            </Button>
          </form>
        )}
        <p className={classes.note}>{t('signIn.demoHint')}</p>
      </div>
      <nav className={classes.languages} aria-label={t('signIn.languages')}>
        {languages.map((language) => (
          <Anchor
            key={language.code}
            component="button"
            type="button"
            lang={language.tag}
            size="sm"
            aria-current={language.code === i18n.language}
            onClick={() => void changeLanguage(language.code)}
          >
            {language.name}
          </Anchor>
        ))}
      </nav>
    </main>
  );
}
