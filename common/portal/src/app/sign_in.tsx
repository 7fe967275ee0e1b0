// In front of all pages: whoever the daemon does not know signs in here, and is then where the
// address says.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSignedOut, Problem } from '../api/client';
import { followChanges } from '../api/events';
import { Loading } from '../look/page';
import { LanguageChoice } from './language_choice';
import { meQuery, useSession, waysQuery } from './session';
import styles from './sign_in.module.css';

function textOf(failed: unknown): { text: string; hint: string } {
  return failed instanceof Problem
    ? { text: failed.message, hint: failed.hint } : { text: String(failed), hint: '' };
}

export function RefusalLine({ failed }: { failed: unknown }) {
  if (!failed) return null;
  const { text, hint } = textOf(failed);
  return (
    <div role="alert">
      <p className={styles.refusal}>{text}</p>
      {hint ? <p className={styles.hint}>{hint}</p> : null}
    </div>
  );
}

/** The daemon takes plain paths alone; from any other one the person comes back to the first page. */
function pathHere(): string {
  const { pathname, search, hash } = window.location;
  const path = pathname + search + hash;
  return /^\/(?!\/)[\w.~!$&()*+,=:@%/?#[\]-]*$/.test(path) && path.length <= 1000 ? path : '/';
}

/** A link and no request: the browser goes to the provider and comes back to this page. */
function ProviderLink() {
  const { t } = useTranslation();
  const { data } = useQuery(waysQuery);
  if (!data?.oidc) return null;
  const back = new URLSearchParams({ return: pathHere() });
  return (
    <div className={styles.provider}>
      <p className={styles.or}>{t('signInOr')}</p>
      <Button component="a" href={`${data.oidc.start}?${back.toString()}`} variant="default"
        fullWidth>
        {t('signInWith', { name: data.oidc.name })}
      </Button>
    </div>
  );
}

function SignInPage() {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [failed, setFailed] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailed(null);
    try {
      await signIn({ login, password });
    } catch (refused) {
      setFailed(refused);
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={styles.whole}>
      <div className={styles.card}>
        <div className={styles.top}><h1>{t('signInTitle')}</h1><LanguageChoice /></div>
        <form className={styles.form} onSubmit={(event) => void send(event)}>
          <TextInput label={t('login')} value={login} required autoComplete="username" autoFocus
            onChange={(event) => setLogin(event.currentTarget.value)} />
          <PasswordInput label={t('password')} value={password} required
            autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-hidden': true }}
            onChange={(event) => setPassword(event.currentTarget.value)} />
          <RefusalLine failed={failed} />
          <Button type="submit" loading={isBusy}>{t('signIn')}</Button>
        </form>
        <ProviderLink />
      </div>
    </main>
  );
}

/** Lives as long as somebody is known, so that changes are followed from the sign-in on. */
function Inside({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  useEffect(() => followChanges(client), [client]);
  return children;
}

export function SignInGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, isPending } = useQuery({
    ...meQuery,
    refetchInterval: (query) => (query.state.status === 'error' ? 3_000 : false),
  });
  useEffect(() => {
    onSignedOut(() => {
      if (client.getQueryData(meQuery.queryKey)) client.clear();
      void client.refetchQueries({ queryKey: meQuery.queryKey });
    });
  }, [client]);
  if (data) return <Inside>{children}</Inside>;
  if (error instanceof Problem && error.status === 401) return <SignInPage />;
  return isPending ? <Loading /> : <p role="status">{t('signInSilent')}</p>;
}
