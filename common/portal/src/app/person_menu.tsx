// Who is signed in: the person's roles, the way out, and taking over with a PIN.
import { Button, Menu as Choices, Modal, PasswordInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getJson, sendJson } from '../api/client';
import { IconUser } from '../look/icons';
import { type Me, usePerson, useSession } from './session';
import styles from './sign_in.module.css';
import { RefusalLine } from './sign_in';

interface Colleague {
  login: string;
  name: string;
}

/** Sends a form, and keeps what was refused. */
function useSending(send: () => Promise<void>) {
  const [failed, setFailed] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailed(null);
    try {
      await send();
    } catch (refused) {
      setFailed(refused);
    }
  };
  return { failed, submit };
}

function TakeOver({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const [login, setLogin] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const { data } = useQuery({
    queryKey: ['colleagues'],
    queryFn: ({ signal }) => getJson<{ items: Colleague[] }>('/me/colleagues', signal),
  });
  const { failed, submit } = useSending(async () => {
    await signIn({ login: login ?? '', pin });
    onClose();
  });
  const choices = (data?.items ?? []).map((one) => ({ value: one.login, label: one.name }));
  return (
    <Modal opened onClose={onClose} title={t('switchPerson')}
      closeButtonProps={{ 'aria-label': t('close') }}>
      {data && choices.length === 0 ? <p>{t('switchNobody')}</p> : (
        <form className={styles.form} onSubmit={(event) => void submit(event)}>
          <Select label={t('switchTo')} data={choices} value={login} onChange={setLogin} required />
          <PasswordInput label={t('pin')} value={pin} required inputMode="numeric"
            autoComplete="off" visibilityToggleButtonProps={{ 'aria-hidden': true }}
            onChange={(event) => setPin(event.currentTarget.value)} />
          <RefusalLine failed={failed} />
          <Button type="submit">{t('switchPerson')}</Button>
        </form>
      )}
    </Modal>
  );
}

function SetPin({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [isDone, setDone] = useState(false);
  const { failed, submit } = useSending(async () => {
    await sendJson('POST', '/me/pin', { password, pin });
    setDone(true);
  });
  return (
    <Modal opened onClose={onClose} title={t('setPin')}
      closeButtonProps={{ 'aria-label': t('close') }}>
      {isDone ? <p role="status">{t('pinSet')}</p> : (
        <form className={styles.form} onSubmit={(event) => void submit(event)}>
          <PasswordInput label={t('password')} value={password} required
            autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-hidden': true }}
            onChange={(event) => setPassword(event.currentTarget.value)} />
          <PasswordInput label={t('newPin')} description={t('setPinHint')} value={pin} required
            inputMode="numeric" autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-hidden': true }}
            onChange={(event) => setPin(event.currentTarget.value)} />
          <RefusalLine failed={failed} />
          <Button type="submit">{t('save')}</Button>
        </form>
      )}
    </Modal>
  );
}

function rolesOf(me: Me): string {
  return me.roles.map((role) => role.name).join(', ');
}

export function PersonMenu() {
  const { t } = useTranslation();
  const me = usePerson();
  const { signOut } = useSession();
  const [isTakingOver, setTakingOver] = useState(false);
  const [isSettingPin, setSettingPin] = useState(false);
  if (!me?.user) return null;
  return (
    <>
      <Choices position="bottom-end">
        <Choices.Target>
          <Button variant="subtle" color="gray" leftSection={<IconUser size={17} aria-hidden />}
            aria-label={t('signedInAs', { name: me.user.name })}>
            {me.user.login}
          </Button>
        </Choices.Target>
        <Choices.Dropdown>
          <Choices.Label>{rolesOf(me) || t('noRole')}</Choices.Label>
          <Choices.Item onClick={() => setTakingOver(true)}>{t('switchPerson')}</Choices.Item>
          <Choices.Item onClick={() => setSettingPin(true)}>{t('setPin')}</Choices.Item>
          <Choices.Item onClick={() => void signOut()}>{t('signOut')}</Choices.Item>
        </Choices.Dropdown>
      </Choices>
      {isTakingOver ? <TakeOver onClose={() => setTakingOver(false)} /> : null}
      {isSettingPin ? <SetPin onClose={() => setSettingPin(false)} /> : null}
    </>
  );
}
