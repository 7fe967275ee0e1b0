import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sendJson } from '../api/client';
import { conflictsQuery, showWritten, useEntity } from '../api/queries';
import { fieldOf } from '../api/registry';
import type { Conflict, Row } from '../api/types';
import { IconCheck } from '../look/icons';
import { Mark } from '../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../look/page';
import { useTerms } from '../words/terms';
import { momentOf, textOf } from '../words/values';
import styles from './matters.module.css';
import { RecordLink } from './record_link';

type Side = Conflict['sides'][number];

function useResolve(conflict: Conflict) {
  const client = useQueryClient();
  const { collection, id, entity, field, version } = conflict;
  return useMutation({
    mutationFn: (take: number) =>
      sendJson<Row>('POST', `/conflicts/${entity}/${id}/${field}:resolve`, { take }, { version }),
    onSuccess: (row) => showWritten(client, collection, row),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['conflicts'] });
      void client.invalidateQueries({ queryKey: ['status'] });
    },
  });
}

function SideOf({ side, text, take, isBusy }:
  { side: Side; text: string; take: (() => void) | null; isBusy: boolean }) {
  const { t, i18n } = useTranslation('records');
  const branch = side.branch || t('importer', { ns: 'shell' });
  return (
    <li className={side.wins ? `${styles.side} ${styles.wins}` : styles.side}>
      <div className={styles.sideValue}>{text || t('empty')}</div>
      <div className={styles.by}>
        {t('byBranch', { branch, when: momentOf(side.at, i18n.language) })}
      </div>
      <div className={styles.sideEnd}>
        {take
          ? <Button variant={side.wins ? 'default' : 'light'} loading={isBusy} onClick={take}
              aria-label={`${t('take')}: ${text || t('empty')}`}>{t('take')}</Button>
          : null}
        {side.wins ? <Mark tone="plain" icon={IconCheck}>{t('holdsNow')}</Mark> : null}
      </div>
    </li>
  );
}

function Matter({ conflict }: { conflict: Conflict }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const entity = useEntity(conflict.collection);
  const resolve = useResolve(conflict);
  const field = entity && conflict.field !== null ? fieldOf(entity, conflict.field) : undefined;
  const reader = { terms, language: i18n.language, t };
  const label = field ? terms.label(field) : (conflict.field ?? '');
  return (
    <Panel>
      <div className={styles.matterHead}>
        <h2>{label}</h2>
        <span className={styles.where}>
          {entity ? `${terms.collection(entity)} · ` : ''}
          <RecordLink collection={conflict.collection} id={conflict.id} />
        </span>
      </div>
      {resolve.isError ? <Refusal error={resolve.error} /> : null}
      <ul className={styles.sides}>
        {conflict.sides.map((side) => (
          <SideOf key={side.take} side={side} isBusy={resolve.isPending}
            text={field ? textOf(field, side.value, reader) : String(side.value ?? '')}
            take={conflict.resolve === null ? null : () => resolve.mutate(side.take)} />
        ))}
      </ul>
      {conflict.resolve === null ? <p className={styles.by}>{t('byCommand')}</p> : null}
    </Panel>
  );
}

export function ConflictsPage() {
  const { t } = useTranslation('records');
  const { data, error, isPending, refetch } = useQuery(conflictsQuery);
  return (
    <PageFrame title={t('conflictsTitle')} note={t('conflictsText')}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data && data.items.length === 0 ? <Panel><Empty text={t('conflictsNone')} /></Panel> : null}
      {data?.items.map((conflict) => (
        <Matter key={`${conflict.id}-${conflict.field}-${conflict.version}`} conflict={conflict} />
      ))}
    </PageFrame>
  );
}
