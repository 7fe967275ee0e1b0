import { Button } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSchema, useStatus } from '../../api/queries';
import { mayEdit, placeOf, stateField, titleOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconPencil } from '../../look/icons';
import { Mark, SyncMark } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { TraceLink } from '../trace/trace_link';
import { useRow } from '../use_row';
import { Commands } from './commands';
import styles from './detail.module.css';
import { Fields } from './fields';
import { isPrinted, PrintButton } from './print';
import { relatedOf } from './related';

function EditButton({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const edit = () => void navigate({ to: '/lists/$collection/$id/edit',
    params: { collection: entity.collection, id: row.id } });
  useKey('edit', edit);
  return (
    <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />}
      rightSection={<kbd>F4</kbd>} onClick={edit}>
      {t('edit')}
    </Button>
  );
}

/** Where the record stands on its way to the importer, in words, with the way out. */
function SyncNotice({ row }: { row: Row }) {
  const { t } = useTranslation('records');
  const { state, reason, conflicts } = row.sync;
  if (state !== 'rejected' && conflicts === 0) {
    return <p className={styles.means}>{t(`means_${state}`, { ns: 'sync' })}</p>;
  }
  return (
    <>
      {state === 'rejected'
        ? (
          <section className={styles.rejected} aria-label={t('reason')}>
            <h2 className={styles.reason}>{reason?.text ?? t('means_rejected', { ns: 'sync' })}</h2>
            {reason?.remedy ? <p>{t('remedy')}: {reason.remedy}</p> : null}
            <Link to="/rejections">{t('writeAgain')}</Link>
          </section>
        ) : null}
      {conflicts > 0
        ? (
          <section className={styles.disputed}>
            <p>{t('conflictsOpen', { count: conflicts })}</p>
            <Link to="/conflicts">{t('toConflicts')}</Link>
          </section>
        ) : null}
    </>
  );
}

function RelatedLists({ entity, row }: { entity: Entity; row: Row }) {
  const terms = useTerms();
  const related = relatedOf(entity, row, useSchema());
  const { t } = useTranslation('records');
  if (related.length === 0) return null;
  return (
    <Panel title={t('related')}>
      <ul className={styles.related}>
        {related.map((one) => (
          <li key={one.entity.name + one.filter}>
            <Link to="/lists/$collection" params={{ collection: one.entity.collection }}
              search={{ filter: [one.filter] }}>
              {terms.collection(one.entity)}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Detail({ entity, row }: { entity: Entity; row: Row }) {
  const terms = useTerms();
  const place = placeOf(useStatus());
  const state = stateField(entity);
  const word = state ? row.data[state.name] : null;
  return (
    <PageFrame
      title={titleOf(entity, row)}
      before={
        <Link to="/lists/$collection" params={{ collection: entity.collection }}>
          {terms.collection(entity)}
        </Link>
      }
      aside={
        <>
          {typeof word === 'string' ? <Mark tone="plain">{terms.word(word)}</Mark> : null}
          {row.life === 'alive' ? null : <Mark tone="bad">{terms.word(row.life)}</Mark>}
          <SyncMark state={row.sync.state} conflicts={row.sync.conflicts} />
          <TraceLink entity={entity} id={row.id} />
          {isPrinted(entity) ? <PrintButton entity={entity} row={row} /> : null}
          {mayEdit(entity, place, row) ? <EditButton entity={entity} row={row} /> : null}
        </>
      }
    >
      <SyncNotice row={row} />
      <Commands key={row.id} entity={entity} row={row} />
      <Fields entity={entity} row={row} />
      <RelatedLists entity={entity} row={row} />
    </PageFrame>
  );
}

export function DetailPage() {
  const { t } = useTranslation('records');
  const { collection, id } = useParams({ from: '/lists/$collection/$id' });
  const { entity, query, row } = useRow(collection, id);
  if (!entity) return <PageFrame title={collection}><Empty text={t('noEntity')} /></PageFrame>;
  if (query.isError) {
    return (
      <PageFrame title={collection}>
        <Refusal error={query.error} onRetry={() => void query.refetch()} />
      </PageFrame>
    );
  }
  return row ? <Detail key={id} entity={entity} row={row} /> : <Loading />;
}
