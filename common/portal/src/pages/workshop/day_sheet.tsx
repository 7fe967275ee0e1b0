import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconPlus } from '../../look/icons';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { dateOf } from '../../words/values';
import { dayText, today } from '../shared/days';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';
import { NewAppointment, type Wanted } from './appointment_form';
import {
  baysOf, byTime, type Cell, firstFree, sheetOf, spanOf, takesItsBay, timeText, usualMinutes,
} from './slots';
import styles from './workshop.module.css';

const opens = 8 * 60;

function dayAfter(day: string, days: number): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return dayText(new Date(year, month - 1, date + days));
}

function useDay(day: string) {
  const { branch } = useStatus();
  const here = branch === undefined ? [] : [`branch:eq:${branch}`];
  const all = useQuery(rowsQuery('appointments', { filter: [`day:eq:${day}`, ...here] }));
  const late = useQuery(rowsQuery('appointments', { filter: here, sort: '-day', limit: 100 }));
  const rows = (branch === undefined ? [] : all.data ?? []).filter(takesItsBay);
  return { rows, bays: baysOf(rows, late.data ?? []), error: all.error, isPending: all.isPending };
}

function Booked({ row }: { row: Row }) {
  return (
    <Link to="/appointments/$id" params={{ id: row.id }} className={styles.booked ?? ''}>
      <strong>{spanOf(row)}</strong> {String(row.data.customer ?? row.data.vin ?? '')}
      <span className={styles.line}>{String(row.data.work ?? '')}</span>
    </Link>
  );
}

/** Where an arrow leads: to the next cell that is there, over those that reach into a row. */
function next(key: string, table: HTMLElement, at: Element): HTMLElement | null {
  const { minute, column } = (at.closest('td') as HTMLElement).dataset;
  const cells = [...table.querySelectorAll<HTMLElement>('td')];
  const [row, col] = [Number(minute), Number(column)];
  const found = cells.filter((cell) => {
    const [itsRow, itsCol] = [Number(cell.dataset.minute), Number(cell.dataset.column)];
    if (key === 'ArrowDown') return itsCol === col && itsRow > row;
    if (key === 'ArrowUp') return itsCol === col && itsRow < row;
    const isBeside = key === 'ArrowRight' ? itsCol === col + 1 : itsCol === col - 1;
    return isBeside && itsRow <= row;
  });
  const cell = key === 'ArrowDown' ? found[0] : found.at(-1);
  return cell?.querySelector<HTMLElement>('a, button') ?? null;
}

function Sheet({ rows, bays, day, book }:
  { rows: readonly Row[]; bays: readonly string[]; day: string; book: (one: Cell) => void }) {
  const { t, i18n } = useTranslation('workshop');
  const table = useRef<HTMLTableElement>(null);
  const bayName = (bay: string) => (bay === '' ? t('noBay') : t('bay', { bay }));
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    if (!event.key.startsWith('Arrow') || !table.current) return;
    const to = next(event.key, table.current, event.target as Element);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  return (
    <table ref={table} className={styles.sheet} onKeyDown={onKeyDown}
      aria-label={t('sheetOf', { day: dateOf(day, i18n.language) })}>
      <thead>
        <tr>
          <th scope="col" className={styles.times}><span className={work.spoken}>{t('time')}</span>
          </th>
          {bays.map((bay) => <th key={bay} scope="col">{bayName(bay)}</th>)}
        </tr>
      </thead>
      <tbody>
        {sheetOf(rows, bays).map((line) => (
          <tr key={line.minute}>
            <th scope="row">{timeText(line.minute)}</th>
            {line.cells.map((cell) => (
              <td key={cell.bay} rowSpan={cell.rows} data-minute={cell.minute}
                data-column={bays.indexOf(cell.bay)}
                className={cell.appointments.length > 0 ? styles.taken ?? '' : ''}>
                {cell.appointments.map((row) => <Booked key={row.id} row={row} />)}
                {cell.appointments.length === 0
                  ? <button type="button" className={styles.free} data-time={timeText(cell.minute)}
                      aria-label={t('bookAt', { bay: bayName(cell.bay),
                        time: timeText(cell.minute) })}
                      onClick={() => book(cell)} /> : null}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function AppointmentList({ rows }: { rows: readonly Row[] }) {
  return (
    <ul className={work.links}>
      {byTime(rows).map((row) => (
        <li key={row.id}>
          <Link to="/appointments/$id" params={{ id: row.id }}>{spanOf(row)}</Link>
          <span>{String(row.data.customer ?? row.data.vin ?? '')}</span>
          <span className={work.wide}>{String(row.data.work ?? '')}</span>
          <StateMark row={row} />
        </li>
      ))}
    </ul>
  );
}

function DayChoice({ day, show }: { day: string; show: (day: string) => void }) {
  const { t } = useTranslation('workshop');
  const [text, setText] = useState(day);
  useEffect(() => setText(day), [day]);
  return (
    <div className={work.steps}>
      <Button size="sm" variant="default" onClick={() => show(dayAfter(day, -1))}>
        {t('dayBefore')}</Button>
      <TextInput type="date" size="sm" aria-label={t('day')} value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (/^20\d\d-\d\d-\d\d$/.test(event.currentTarget.value)) show(event.currentTarget.value);
        }} />
      <Button size="sm" variant="default" onClick={() => show(dayAfter(day, 1))}>
        {t('dayAfter')}</Button>
    </div>
  );
}

/** What was booked just now gets the focus as soon as it stands on the sheet. */
function useFocusOn(id: string, rows: readonly Row[]) {
  const isThere = rows.some((row) => row.id === id);
  useEffect(() => {
    if (!isThere) return;
    const links = [...document.querySelectorAll<HTMLElement>(`main a[href$="/appointments/${id}"]`)];
    links.find((link) => link.checkVisibility())?.focus();
  }, [id, isThere]);
}

/** The appointments of a day, by bay. */
export function DaySheetPage() {
  const { t } = useTranslation('workshop');
  const navigate = useNavigate();
  const day = useSearch({ from: '/appointments' }).day ?? today();
  const entity = useEntity('appointments');
  const place = placeOf(useStatus());
  const { rows, bays, error, isPending } = useDay(day);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [booked, setBooked] = useState('');
  useFocusOn(booked, rows);
  const may = entity !== undefined && mayCreate(entity, place);
  const begin = () => {
    const bay = bays[0] ?? '1';
    setWanted({ day, bay, minute: firstFree(rows, bay, opens, usualMinutes) });
  };
  useKey('new', may ? begin : null);
  useKey('back', wanted ? () => setWanted(null) : null);
  const show = (to: string) => {
    setWanted(null);
    void navigate({ to: '/appointments', search: { day: to } });
  };
  if (!entity) return <PageFrame title={t('appointments')}><Empty text={t('noOrders')} /></PageFrame>;
  return (
    <PageFrame title={t('appointments')} before={<Link to="/reception">{t('title')}</Link>}
      aside={may ? <Button size="sm" onClick={begin} rightSection={<kbd>F2</kbd>}
        leftSection={<IconPlus size={16} aria-hidden />}>{t('newAppointment')}</Button> : null}>
      <DayChoice day={day} show={show} />
      {error ? <Refusal error={error} /> : null}
      {wanted ? <NewAppointment wanted={wanted} done={(row) => {
          setWanted(null);
          setBooked(row.id);
        }} cancel={() => setWanted(null)} /> : null}
      {isPending ? <Loading /> : (
        <>
          <div className={styles.wide}>
            <Panel flush>
              <Sheet rows={rows} bays={bays} day={day} book={(cell) => {
                if (may) setWanted({ day, minute: cell.minute, bay: cell.bay });
              }} />
            </Panel>
          </div>
          <div className={styles.list}>
            {bays.map((bay) => {
              const here = rows.filter((row) => String(row.data.bay ?? '') === bay);
              return (
                <Panel key={bay} flush title={bay === '' ? t('noBay') : t('bay', { bay })}>
                  {here.length === 0
                    ? <p className={`${work.none} ${work.padded}`}>{t('nothingBooked')}</p>
                    : <AppointmentList rows={here} />}
                </Panel>
              );
            })}
          </div>
        </>
      )}
    </PageFrame>
  );
}
