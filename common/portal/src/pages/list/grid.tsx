import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable }
  from '@tanstack/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef, useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { fieldOf } from '../../api/registry';
import type { Entity, Field, Row } from '../../api/types';
import { IconArrowDown, IconArrowUp } from '../../look/icons';
import { SyncMark } from '../../look/mark';
import { useTerms } from '../../words/terms';
import { isNumeric, textOf } from '../../words/values';
import { columnWidths, moved } from './grid_moves';
import styles from './list.module.css';
import { nextSort } from './list_query';

const features = tableFeatures({ columnVisibilityFeature });
const helper = createColumnHelper<typeof features, Row>();
const rowHeight = 34;
const headHeight = 36;
const syncWidth = 'minmax(118px, max-content)';
/** Rows below the window at which the next page is asked for. */
const ahead = 30;

interface Properties {
  entity: Entity;
  rows: Row[];
  columns: readonly string[];
  sort: string | null;
  onSort: (sort: string) => void;
  hasMore: boolean;
  loadMore: () => void;
}

function HeadCell({ field, entity, sort, onSort }:
  { field: Field } & Pick<Properties, 'entity' | 'sort' | 'onSort'>) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const label = terms.label(field);
  const way = sort === field.name ? 'ascending' : sort === `-${field.name}` ? 'descending' : 'none';
  const kind = `${styles.headCell} ${isNumeric(field) ? styles.number : ''}`;
  if (!entity.sorts.includes(field.name)) {
    return <div role="columnheader" className={kind}>{label}</div>;
  }
  const Icon = way === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <div role="columnheader" aria-sort={way} className={kind}>
      <button type="button" title={t('sortBy', { field: label })}
        className={way === 'none' ? styles.sortButton : `${styles.sortButton} ${styles.sorted}`}
        onClick={() => onSort(nextSort(sort, field.name))}>
        {label}
        {way === 'none' ? null : <Icon size={14} aria-hidden />}
      </button>
    </div>
  );
}

function useColumns(entity: Entity, names: readonly string[]) {
  return useMemo(() => helper.columns(names
    .map((name) => fieldOf(entity, name))
    .filter((field) => field !== undefined)
    .map((field) => helper.accessor((row: Row) => row.data[field.name],
      { id: field.name, meta: { field } }))), [entity, names]);
}

/** One row that is chosen; the focus stays on the grid, so that rows may come and go. */
function useActiveRow({ entity, rows, hasMore, loadMore }: Properties) {
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight,
    overscan: 10, scrollPaddingStart: headHeight, scrollMargin: 0,
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last > rows.length - ahead) loadMore();
  }, [hasMore, last, rows.length, loadMore]);
  useEffect(() => {
    // Whoever comes from the menu can use the arrows at once.
    const holder = document.activeElement;
    if (holder === null || holder === document.body || holder.id === 'page') {
      scroller.current?.focus({ preventScroll: true });
    }
  }, []);
  const open = (row: Row | undefined) => {
    if (!row) return;
    void navigate({ to: '/lists/$collection/$id',
      params: { collection: entity.collection, id: row.id } });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') return open(rows[active]);
    const page = Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2;
    const next = moved(event.key, active, rows.length, page);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const shown = Math.min(active, rows.length - 1);
  return { scroller, virtual, active: shown, setActive, open, onKeyDown };
}

interface LineProperties {
  entity: Entity;
  row: Row;
  fields: (Field | undefined)[];
  at: number;
  isActive: boolean;
  style: CSSProperties;
  onOpen: () => void;
}

function Line({ entity, row, fields, at, isActive, style, onOpen }: LineProperties) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const reader = { terms, language: i18n.language, t };
  const target = { to: '/lists/$collection/$id',
    params: { collection: entity.collection, id: row.id } } as const;
  return (
    <div id={`row-${at}`} role="row" aria-rowindex={at + 2} aria-selected={isActive} style={style}
      className={isActive ? `${styles.row} ${styles.active}` : styles.row} onClick={onOpen}>
      {fields.map((field, column) => {
        if (!field) return null;
        const text = textOf(field, row.data[field.name], reader);
        return (
          <div key={field.name} role="gridcell" title={text}
            className={isNumeric(field) ? `${styles.cell} ${styles.number}` : styles.cell}>
            {column === 0
              ? <Link {...target} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
                  {text || '–'}
                </Link>
              : text}
          </div>
        );
      })}
      <div role="gridcell" className={styles.cell}>
        <SyncMark state={row.sync.state} conflicts={row.sync.conflicts} />
      </div>
    </div>
  );
}

export function Grid(properties: Properties) {
  const { entity, rows, columns: names, sort, onSort, hasMore } = properties;
  const { t } = useTranslation('records');
  const terms = useTerms();
  const columns = useColumns(entity, names);
  const table = useTable({ features, columns, data: rows, getRowId: (row) => row.id });
  const { scroller, virtual, active, setActive, open, onKeyDown } = useActiveRow(properties);
  const lines = table.getRowModel().rows;
  const fields = names.map((name) => fieldOf(entity, name)).filter((field) => field !== undefined);
  const template = { gridTemplateColumns:
    [...columnWidths(fields), syncWidth].join(' ') };
  const whole = virtual.getTotalSize() + headHeight;
  return (
    <div ref={scroller} className={styles.grid} role="grid" tabIndex={0}
      style={{ flexBasis: whole }}
      aria-label={terms.collection(entity)} aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-activedescendant={`row-${active}`} onKeyDown={onKeyDown}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={styles.headRow} style={template}>
          {fields.map((field) => (
            <HeadCell key={field.name} {...{ field, entity, sort, onSort }} />
          ))}
          <div role="columnheader" className={styles.headCell}>{t('sync')}</div>
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (!line) return null;
          return (
            <Line key={line.id} entity={entity} row={line.original} at={index}
              fields={line.getVisibleCells().map((cell) => fieldOf(entity, cell.column.id))}
              isActive={index === active} style={{ ...template, top: start }}
              onOpen={() => { setActive(index); open(line.original); }} />
          );
        })}
      </div>
    </div>
  );
}
