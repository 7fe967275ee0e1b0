import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendJson } from '../../api/client';
import { permits } from '../../api/permits';
import { useStatus } from '../../api/queries';
import { usePermits } from '../../app/session';
import { Panel, Refusal } from '../../look/page';
import { monthStart, today } from '../shared/days';
import work from '../shared/shared.module.css';
import styles from './account.module.css';
import { isMonth, monthOf } from './months';

interface Closed {
  period: string;
  closed: number;
  settled: number;
}

/** The importer closes a month of every account; what comes later goes into the next one. */
export function CloseMonth() {
  const { t } = useTranslation('account');
  const { role } = useStatus();
  const words = usePermits();
  const client = useQueryClient();
  const [month, setMonth] = useState(monthOf(monthStart(today(), 1)));
  const [isWrong, setWrong] = useState(false);
  const close = useMutation({
    mutationFn: () => sendJson<Closed>('POST', `/statements/${month}:close`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['list'] }),
  });
  if (role !== 'hub' || !permits(words, 'accounting.statement:write')) return null;
  return (
    <Panel title={t('closeTitle')}>
      <form className={work.stack} noValidate onSubmit={(event: FormEvent) => {
        event.preventDefault();
        setWrong(!isMonth(month));
        if (isMonth(month) && !close.isPending) close.mutate();
      }}>
        {close.isError ? <Refusal error={close.error} /> : null}
        {close.data
          ? <p role="status">{t('closed', { period: close.data.period,
              accounts: close.data.closed, claims: close.data.settled })}</p> : null}
        <div className={styles.period}>
          <TextInput label={t('month')} value={month} autoComplete="off"
            error={isWrong ? t('monthWrong') : null}
            onChange={(event) => setMonth(event.currentTarget.value)} />
          <Button type="submit" size="sm" variant="default" loading={close.isPending}>
            {t('closeMonth')}
          </Button>
        </div>
        <p className={work.soft}>{t('closeHint')}</p>
      </form>
    </Panel>
  );
}
