// Work that was found, a list of links each.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntity } from '../../api/queries';
import { fieldOf, isEmpty, titleOf } from '../../api/registry';
import type { Conflict, Entity, FleetNode, Rejection, Row } from '../../api/types';
import { useNow } from '../../app/clock';
import { IconClock, IconPlugConnectedX } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Panel } from '../../look/page';
import { useTerms } from '../../words/terms';
import { ageOf, dateOf, momentOf, textOf } from '../../words/values';
import { RecordLink } from '../record_link';
import { today } from '../shared/days';
import { StateMark } from '../shared/state_mark';
import styles from './home.module.css';
import { daysBetween, dueOf, most, type WorkItem } from './work_items';

const shown = 6;
const soonDays = 7;

function WorkPanel({ name, count, all, children }:
  { name: string; count: number; all: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('home');
  return (
    <Panel title={`${t(`item_${name}`)} (${count >= most ? `${most}+` : count})`}
      aside={<span className={styles.all}>{all}</span>} flush>
      <ul className={styles.lines}>{children}</ul>
    </Panel>
  );
}

function DueMark({ due }: { due: string }) {
  const { t, i18n } = useTranslation('home');
  const left = daysBetween(today(), due);
  const text = left < 0 ? t('overdue', { day: dateOf(due, i18n.language) })
    : left === 0 ? t('dueToday') : t('due', { count: left });
  return (
    <Mark tone={left <= soonDays ? 'bad' : 'wait'} icon={IconClock}
      title={dateOf(due, i18n.language)}>{text}</Mark>
  );
}

function RowLink({ item, entity, row }: { item: WorkItem; entity: Entity; row: Row }) {
  const title = titleOf(entity, row);
  return item.page === undefined
    ? <Link to="/lists/$collection/$id"
        params={{ collection: entity.collection, id: row.id }}>{title}</Link>
    : <Link to={item.page} params={{ id: row.id }}>{title}</Link>;
}

function WorkLine({ item, entity, row }: { item: WorkItem; entity: Entity; row: Row }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const reader = { terms, language: i18n.language, t };
  const said = item.says.map((name) => fieldOf(entity, name)).filter((one) => one !== undefined)
    .filter((field) => !isEmpty(row.data[field.name]))
    .map((field) => textOf(field, row.data[field.name], reader));
  const due = dueOf(item, row);
  return (
    <li>
      <RowLink item={item} entity={entity} row={row} />
      <span className={styles.marks}>
        {due ? <DueMark due={due} /> : null}
        <StateMark row={row} />
      </span>
      <span className={styles.said}>{said.join(' · ')}</span>
    </li>
  );
}

/** What is left of one row of the table. */
export function RowsPanel({ item, entity, rows, filter }:
  { item: WorkItem; entity: Entity; rows: readonly Row[]; filter: string[] }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  return (
    <WorkPanel name={item.name} count={rows.length} all={
      <Link to="/lists/$collection" params={{ collection: entity.collection }} search={{ filter }}
        aria-label={`${t('all')}: ${terms.collection(entity)}`}>{t('all')}</Link>
    }>
      {rows.slice(0, shown).map((row) => (
        <WorkLine key={row.id} item={item} entity={entity} row={row} />
      ))}
    </WorkPanel>
  );
}

function RejectionLine({ rejection }: { rejection: Rejection }) {
  const { i18n } = useTranslation();
  const first = rejection.rows[0];
  const entity = useEntity(first?.collection ?? '');
  const terms = useTerms();
  return (
    <li>
      {first ? <RecordLink collection={first.collection} id={first.id} /> : <span />}
      <span className={styles.marks}>{momentOf(rejection.at, i18n.language)}</span>
      <span className={styles.said}>
        {[entity ? terms.collection(entity) : '', rejection.reason?.text ?? '',
          rejection.reason?.remedy ?? ''].filter((one) => one !== '').join(' · ')}
      </span>
    </li>
  );
}

export function RejectionsPanel({ items }: { items: readonly Rejection[] }) {
  const { t } = useTranslation();
  return (
    <WorkPanel name="rejections" count={items.length}
      all={<Link to="/rejections">{t('rejections')}</Link>}>
      {items.slice(0, shown).map((one) => (
        <RejectionLine key={`${one.log}-${one.seq}`} rejection={one} />
      ))}
    </WorkPanel>
  );
}

function ConflictLine({ conflict }: { conflict: Conflict }) {
  const terms = useTerms();
  const entity = useEntity(conflict.collection);
  const field = entity && conflict.field ? fieldOf(entity, conflict.field) : undefined;
  const sides = conflict.sides.map((side) => `${side.branch}: ${String(side.value ?? '–')}`);
  return (
    <li>
      <RecordLink collection={conflict.collection} id={conflict.id} />
      <span className={styles.marks}>{field ? terms.label(field) : conflict.field}</span>
      <span className={styles.said}>{sides.join(' · ')}</span>
    </li>
  );
}

export function ConflictsPanel({ items }: { items: readonly Conflict[] }) {
  const { t } = useTranslation();
  return (
    <WorkPanel name="conflicts" count={items.length}
      all={<Link to="/conflicts">{t('conflicts')}</Link>}>
      {items.slice(0, shown).map((one) => (
        <ConflictLine key={`${one.entity}-${one.id}-${one.field ?? ''}`} conflict={one} />
      ))}
    </WorkPanel>
  );
}

function SilentLine({ node }: { node: FleetNode }) {
  const { t, i18n } = useTranslation('home');
  const now = useNow();
  return (
    <li>
      <Link to="/network">{node.branch}</Link>
      <span className={styles.marks}>
        <Mark tone="wait" icon={IconPlugConnectedX}>{t('down', { ns: 'network' })}</Mark>
      </span>
      <span className={styles.said}>
        {node.heard ? t('heard', { age: ageOf(node.heard, now, i18n.language) })
          : t('neverHeard')}
      </span>
    </li>
  );
}

export function SilentPanel({ nodes }: { nodes: readonly FleetNode[] }) {
  const { t } = useTranslation();
  return (
    <WorkPanel name="silent" count={nodes.length}
      all={<Link to="/network">{t('network')}</Link>}>
      {nodes.slice(0, shown).map((node) => <SilentLine key={node.serial} node={node} />)}
    </WorkPanel>
  );
}
