import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { getJson, sendJson } from '../../api/client';
import { useStatus } from '../../api/queries';
import { Mark } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { momentOf } from '../../words/values';
import work from '../shared/shared.module.css';
import { branchCode, type Invitation, openInvitations } from './dealer_facts';
import styles from './dealer.module.css';

interface Token {
  token: string;
  branch: string;
  expires: string;
}

interface Wanted {
  dealer: string;
  branch: string;
  name: string;
  approve: boolean;
  isNew: boolean;
}

const invitationsKey = ['invitations'];

/** The branch first, if it is not there yet, then the token for its node. */
async function invite({ dealer, branch, name, approve, isNew }: Wanted): Promise<Token> {
  if (isNew) {
    await sendJson('POST', '/org/branches', { code: branch, dealer, ...(name ? { name } : {}) });
  }
  return sendJson<Token>('POST', '/tokens', { branch, approve });
}

/** Shown as long as the page stands open: nobody can ask for it again. */
function TokenPanel({ token }: { token: Token }) {
  const { t, i18n } = useTranslation('dealer');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    area.current?.select();
  }, [token]);
  const expires = momentOf(token.expires, i18n.language);
  return (
    <div className={`${work.notice} ${work.good} ${styles.token}`}>
      <h2>{t('tokenOf', { branch: token.branch })}</h2>
      <p>{t('tokenText', { expires })}</p>
      <Textarea ref={area} readOnly autosize minRows={3} aria-label={t('token')}
        className={styles.secret ?? ''} value={token.token} />
      <p><code>branchline-node join - --data-dir /var/lib/branchline</code></p>
      <Button variant="default" onClick={() => {
        area.current?.select();
        void navigator.clipboard?.writeText(token.token);
      }}>{t('copy')}</Button>
    </div>
  );
}

function BranchForm({ onToken }: { onToken: (token: Token) => void }) {
  const { t } = useTranslation('dealer');
  const client = useQueryClient();
  const dealers = useQuery(rowsQuery('dealers'));
  const branches = useQuery(rowsQuery('branches'));
  const [dealer, setDealer] = useState('');
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [approve, setApprove] = useState(true);
  const branch = branchCode(code);
  const known = branches.data?.find((row) => row.data.branch === branch);
  const chosen = known ? String(known.data.dealer) : dealer;
  const run = useMutation({
    mutationFn: invite,
    onSuccess: (token) => {
      onToken(token);
      setCode('');
      setName('');
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: invitationsKey });
      void client.invalidateQueries({ queryKey: ['list'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (branch === '' || chosen === '' || run.isPending) return;
    run.mutate({ dealer: chosen, branch, name, approve, isNew: !known });
  };
  return (
    <Panel title={t('open')}>
      <form className={work.stack} onSubmit={send}>
        {run.isError ? <Refusal error={run.error} /> : null}
        <div className={work.fields}>
          <TextInput label={t('branch')} value={code} required autoComplete="off"
            description={known ? t('knownBranch', { dealer: chosen }) : t('branchHint')}
            onChange={(event) => setCode(event.currentTarget.value)} />
          {known ? null
            : (
              <>
                <NativeSelect label={t('dealer')} value={dealer} required
                  data={[{ value: '', label: t('choose') }, ...(dealers.data ?? []).map((row) => ({
                    value: String(row.data.dealer),
                    label: `${String(row.data.dealer)} · ${String(row.data.name)}` }))]}
                  onChange={(event) => setDealer(event.currentTarget.value)} />
                <TextInput label={t('name')} value={name} autoComplete="off"
                  onChange={(event) => setName(event.currentTarget.value)} />
              </>
            )}
        </div>
        <Checkbox label={t('approve')} checked={approve}
          onChange={(event) => setApprove(event.currentTarget.checked)} />
        <div className={work.actions}>
          <Button type="submit" loading={run.isPending}>{t('makeToken')}</Button>
        </div>
      </form>
    </Panel>
  );
}

function Invitations() {
  const { t, i18n } = useTranslation('dealer');
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: invitationsKey,
    queryFn: ({ signal }) => getJson<{ items: Invitation[] }>('/tokens', signal),
  });
  const approve = useMutation({
    mutationFn: (id: string) => sendJson('POST', `/tokens/${id}:approve`, {}),
    onSettled: () => void client.invalidateQueries({ queryKey: invitationsKey }),
  });
  if (error) return <Refusal error={error} />;
  if (!data) return <Loading />;
  const items = openInvitations(data.items, new Date().toISOString());
  return (
    <Panel title={t('invitations')} flush>
      {approve.isError ? <Refusal error={approve.error} /> : null}
      {items.length === 0 ? <p className={work.padded}>{t('noInvitations')}</p> : null}
      <ul className={work.links}>
        {items.map((one) => (
          <li key={one.id}>
            <strong>{one.branch}</strong>
            <Mark tone={one.state === 'waiting' ? 'wait' : 'plain'}>{t(`state_${one.state}`)}</Mark>
            <span className={work.wide}>
              {t('until', { time: momentOf(one.expires, i18n.language) })}
            </span>
            {one.state === 'waiting'
              ? <Button variant="light" loading={approve.isPending}
                  aria-label={`${t('letIn')}: ${one.branch}`}
                  onClick={() => approve.mutate(one.id)}>{t('letIn')}</Button> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A branch is opened here: its record, and the token with which its node joins. */
export function EnrolmentPage() {
  const { t } = useTranslation('dealer');
  const { role } = useStatus();
  const [token, setToken] = useState<Token | null>(null);
  return (
    <PageFrame title={t('enrolment')} note={role === 'hub' ? t('enrolmentNote') : ''}
      before={<Link to="/network">{t('title', { ns: 'network' })}</Link>}>
      {role === 'hub'
        ? (
          <>
            {token ? <TokenPanel token={token} /> : null}
            <BranchForm onToken={setToken} />
            <Invitations />
          </>
        ) : <Panel><Empty text={t('only', { ns: 'network' })} /></Panel>}
    </PageFrame>
  );
}
