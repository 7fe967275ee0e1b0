import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rejectedQuery, rowQuery, useEntity, useStatus } from '../api/queries';
import { fieldOf, mayCreate, mayEdit, placeOf } from '../api/registry';
import type { Entity, Rejection } from '../api/types';
import { IconAlertTriangle, IconPencil } from '../look/icons';
import { Mark } from '../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../look/page';
import { useTerms } from '../words/terms';
import { momentOf, textOf } from '../words/values';
import styles from './matters.module.css';
import { RecordLink } from './record_link';
import { mineFirst, wantedValues } from './rejections_order';

/** The record again with the rejected values filled in; a new one where there is none. */
function WriteAgain({ entity, rejection }: { entity: Entity; rejection: Rejection }) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const id = rejection.rows[0]?.id ?? '';
  const { data: row, isPending } = useQuery(
    { ...rowQuery(entity.collection, id), retry: false, enabled: id !== '' });
  const values = wantedValues(entity, rejection);
  const collection = entity.collection;
  if (isPending) return null;
  const lives = row !== undefined && row.life === 'alive';
  if (lives ? !mayEdit(entity, place, row) : !mayCreate(entity, place)) return null;
  const go = () => void (lives
    ? navigate({ to: '/lists/$collection/$id/edit', params: { collection, id },
        search: { values } })
    : navigate({ to: '/lists/$collection/new', params: { collection }, search: { values } }));
  return (
    <Button onClick={go} leftSection={<IconPencil size={16} aria-hidden />}>
      {t('writeAgain')}
    </Button>
  );
}

function Wanted({ entity, rejection }: { entity: Entity | undefined; rejection: Rejection }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  if (rejection.values.length === 0) return null;
  const reader = { terms, language: i18n.language, t };
  return (
    <dl className={styles.wanted} aria-label={t('wanted')}>
      {rejection.values.map(({ field: name, value }) => {
        const field = entity ? fieldOf(entity, name) : undefined;
        return (
          <div key={name}>
            <dt>{field ? terms.label(field) : name}</dt>
            <dd>{(field ? textOf(field, value, reader) : String(value ?? '')) || t('empty')}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Matter({ rejection }: { rejection: Rejection }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const first = rejection.rows[0];
  const entity = useEntity(first?.collection ?? '');
  const { reason } = rejection;
  return (
    <Panel>
      <div className={styles.matterHead}>
        <h2>{reason?.text ?? t('means_rejected', { ns: 'sync' })}</h2>
        {reason ? <Mark tone="bad" icon={IconAlertTriangle}>{reason.code}</Mark> : null}
      </div>
      {reason?.remedy
        ? <p className={styles.remedy}><strong>{t('remedy')}:</strong> {reason.remedy}</p> : null}
      <p className={styles.by}>
        {t('byBranch', { branch: rejection.branch, when: momentOf(rejection.at, i18n.language) })}
        {first
          ? <> · {entity ? `${terms.collection(entity)} ` : ''}
              <RecordLink collection={first.collection} id={first.id} /></>
          : null}
      </p>
      <Wanted entity={entity} rejection={rejection} />
      {entity && first ? <WriteAgain entity={entity} rejection={rejection} /> : null}
    </Panel>
  );
}

export function RejectionsPage() {
  const { t } = useTranslation('records');
  const { branch } = useStatus();
  const { data, error, isPending, refetch } = useQuery(rejectedQuery);
  const items = mineFirst(data?.items ?? [], branch ?? null);
  return (
    <PageFrame title={t('rejectionsTitle')} note={t('rejectionsText')}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data && items.length === 0 ? <Panel><Empty text={t('rejectionsNone')} /></Panel> : null}
      {items.map((rejection) => (
        <Matter key={`${rejection.log}-${rejection.seq}`} rejection={rejection} />
      ))}
    </PageFrame>
  );
}
