import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getJson } from '../api/client';
import { useDaemonIsSilent, useSchema, useStatus } from '../api/queries';
import { mayCreate, placeOf, stateField, titleOf } from '../api/registry';
import type { Entity, Page, Row } from '../api/types';
import { usePerson } from '../app/session';
import { summaryOf } from '../app/sync_summary';
import {
  IconAlertTriangle, IconArrowsSplit2, IconClock, IconPlus, IconSearch,
} from '../look/icons';
import { Mark, SyncMark } from '../look/mark';
import { PageFrame, Panel } from '../look/page';
import { useTerms } from '../words/terms';
import { MyWork } from './home/my_work';
import styles from './overview.module.css';

const latest = 6;

interface TileProperties {
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  count: number;
  text: string;
  hint: string;
  to?: '/conflicts' | '/rejections';
  tone: string;
}

function Tile({ icon: Icon, count, text, hint, to, tone }: TileProperties) {
  const body = (
    <>
      <Icon size={20} aria-hidden />
      <span className={styles.tileText}>{text}</span>
      <span className={styles.tileHint}>{hint}</span>
    </>
  );
  const look = `${styles.tile} ${count > 0 ? styles[tone] : ''}`;
  return to ? <Link to={to} className={look}>{body}</Link> : <div className={look}>{body}</div>;
}

function Tiles() {
  const { t } = useTranslation('sync');
  const status = useStatus();
  const summary = summaryOf(status, useDaemonIsSilent());
  return (
    <div className={styles.tiles}>
      <Tile icon={IconAlertTriangle} count={summary.rejected} tone="bad" to="/rejections"
        text={t('rejected', { count: summary.rejected })} hint={t('hint_rejected')} />
      <Tile icon={IconArrowsSplit2} count={summary.conflicts} tone="clash" to="/conflicts"
        text={t('conflicts', { count: summary.conflicts })} hint={t('hint_conflicts')} />
      {status.role === 'node'
        ? <Tile icon={IconClock} count={summary.waiting} tone="wait"
            text={t('waiting', { count: summary.waiting })} hint={t(`said_${summary.line}`)} />
        : null}
    </div>
  );
}

function DocumentLine({ entity, row }: { entity: Entity; row: Row }) {
  const terms = useTerms();
  const state = stateField(entity);
  const word = state ? row.data[state.name] : null;
  return (
    <li className={styles.line}>
      <Link to="/lists/$collection/$id" params={{ collection: entity.collection, id: row.id }}>
        {titleOf(entity, row)}
      </Link>
      {typeof word === 'string' ? <Mark tone="plain">{terms.word(word)}</Mark> : <span />}
      <SyncMark state={row.sync.state} conflicts={row.sync.conflicts} />
    </li>
  );
}

/** The newest records of an entity whose records have numbers or states. */
function Documents({ entity }: { entity: Entity }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const sort = entity.number !== null ? '&sort=-number' : '';
  const { data } = useQuery({
    queryKey: ['list', entity.collection, 'latest'],
    queryFn: ({ signal }) =>
      getJson<Page>(`/${entity.collection}?limit=${latest}${sort}`, signal),
  });
  const collection = entity.collection;
  return (
    <Panel
      title={terms.collection(entity)}
      flush
      aside={
        <span className={styles.panelTools}>
          {mayCreate(entity, place)
            ? <Button variant="subtle" leftSection={<IconPlus size={15} aria-hidden />}
                aria-label={`${t('new')}: ${terms.collection(entity)}`}
                onClick={() => void navigate(
                  { to: '/lists/$collection/new', params: { collection } })}>
                {t('new')}
              </Button> : null}
          <Link to="/lists/$collection" params={{ collection }}
            aria-label={`${t('all')}: ${terms.collection(entity)}`}>{t('all')}</Link>
        </span>
      }
    >
      {data && data.items.length === 0
        ? <p className={styles.none}>{t('listEmpty')}</p>
        : (
          <ul className={styles.lines}>
            {data?.items.map((row) => <DocumentLine key={row.id} entity={entity} row={row} />)}
          </ul>
        )}
    </Panel>
  );
}

/** Asked for when somebody opens it: the page is about work, not about what there is. */
function Latest() {
  const { t } = useTranslation('home');
  const [isOpen, setOpen] = useState(false);
  const documents = useSchema().filter((entity) => entity.flow.length > 0)
    .toSorted((a, b) => Number(b.number !== null) - Number(a.number !== null));
  return (
    <details className={styles.latest} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('latest')}</summary>
      {isOpen
        ? (
          <div className={styles.documents}>
            {documents.map((entity) => <Documents key={entity.name} entity={entity} />)}
          </div>
        ) : null}
    </details>
  );
}

export function OverviewPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  return (
    <PageFrame
      title={t('welcome')}
      note={person?.user ? t('signedInAs', { name: person.user.name }) : ''}
      aside={
        <Button leftSection={<IconSearch size={16} aria-hidden />} rightSection={<kbd>F3</kbd>}
          onClick={() => void navigate({ to: '/part-lookup' })}>
          {t('partLookUp')}
        </Button>
      }
    >
      <Tiles />
      <MyWork />
      <Latest />
    </PageFrame>
  );
}
