import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import {
  type KeyboardEvent, useDeferredValue, useEffect, useLayoutEffect, useRef, useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { listRows, rowsQuery, statesQuery } from '../../api/answers';
import { useEntity, useSchema, useStatus } from '../../api/queries';
import { compactNumber, statesOf } from '../../api/registry';
import type { Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconPlus, IconSearch } from '../../look/icons';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { moved } from '../list/grid_moves';
import { newestFirst } from '../shared/newest_first';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';
import { TodaysAppointments } from '../workshop/todays';
import { OpenOrder } from './open_order';
import styles from './reception.module.css';
import { VehicleCard } from './vehicle_card';

const most = 8;
const vinLength = 17;
const over = new Set(['closed', 'cancelled', 'credited']);

function useVehicles(wanted: string) {
  return useQuery({
    queryKey: ['list', 'vehicles', 'reception', wanted],
    queryFn: ({ signal }) =>
      listRows('vehicles', { filter: [`vin:prefix:${wanted}`], limit: most }, signal),
    enabled: wanted.length >= 2,
    placeholderData: keepPreviousData,
  });
}

/** The orders of this branch that are not through yet, the newest first. */
function OrdersInWork() {
  const { t } = useTranslation('workshop');
  const { branch } = useStatus();
  const entity = useEntity('repair-orders');
  const states = entity ? statesOf(entity).filter((state) => !over.has(state)) : [];
  const { data, error, isPending } = useQuery(statesQuery('repair-orders', states,
    { filter: branch ? [`branch:eq:${branch}`] : [] }));
  if (isPending) return <Loading />;
  if (error) return <Refusal error={error} />;
  const orders = newestFirst(data);
  return (
    <Panel title={t('inWork')} flush>
      {orders.length === 0 ? <Empty text={t('inWorkNone')} hint={t('inWorkHint')} /> : (
        <ul className={work.links}>
          {orders.map((row) => (
            <li key={row.id}>
              <Link to="/reception/$id" params={{ id: row.id }}>
                {String(row.data.number ?? row.id.slice(0, 8))}
              </Link>
              <span>{String(row.data.vin)}</span>
              <span className={work.wide}>{String(row.data.complaint ?? '')}</span>
              <StateMark row={row} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Vehicles({ rows, active, choose }:
  { rows: readonly Row[]; active: number; choose: (row: Row) => void }) {
  const { t } = useTranslation('workshop');
  return (
    <Panel flush>
      <div id="vehicles" role="listbox" aria-label={t('vehicles')}>
        {rows.map((row, at) => (
          <div key={row.id} id={`vehicle-${at}`} role="option" aria-selected={at === active}
            className={at === active ? `${styles.vehicle} ${styles.on}` : styles.vehicle}
            onClick={() => choose(row)}>
            <strong>{String(row.data.vin)}</strong>
            <span>{[row.data.brand, row.data.model, row.data.model_year, row.data.colour]
              .filter(Boolean).join(' · ')}</span>
          </div>
        ))}
      </div>
    </Panel>
  );
}

/** Nobody here knows the car; it stands in the yard all the same. */
function UnknownVehicle({ vin, open }: { vin: string; open: () => void }) {
  const { t } = useTranslation('workshop');
  const isWhole = vin.length === vinLength;
  return (
    <Panel>
      <Empty text={t('unknown', { vin })}
        hint={t(isWhole ? 'unknownHint' : 'unfinishedHint', { count: vin.length })}>
        {isWhole
          ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
              {t('openAnyway')}
            </Button> : null}
      </Empty>
    </Panel>
  );
}

/** What is known of the car, and beside it the order that is being opened. */
function AtTheCounter({ vin }: { vin: string }) {
  const { t } = useTranslation('workshop');
  const { data, error, isPending } = useQuery(
    rowsQuery('vehicles', { filter: [`vin:eq:${vin}`], limit: 1 }));
  if (isPending) return <Loading />;
  if (error) return <Refusal error={error} />;
  const vehicle = data[0] ?? null;
  return (
    <div className={work.two}>
      <OpenOrder key={vin} vin={vin} vehicle={vehicle} />
      <div className={work.column}>
        {vehicle ? <VehicleCard vehicle={vehicle} />
          : <Panel><Empty text={t('unknown', { vin })} hint={t('unknownHint')} /></Panel>}
      </div>
    </div>
  );
}

export function ReceptionPage() {
  const { t } = useTranslation('workshop');
  const navigate = useNavigate();
  const { vin } = useSearch({ from: '/reception' });
  const hasOrders = useSchema().some((entity) => entity.collection === 'repair-orders');
  const [text, setText] = useState(vin ?? '');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const typed = compactNumber(text);
  const wanted = useDeferredValue(typed);
  const { data, error, isPlaceholderData } = useVehicles(vin === wanted ? '' : wanted);
  useLayoutEffect(() => { if (vin === undefined) input.current?.focus(); }, [vin]);
  useEffect(() => setActive(0), [wanted]);
  // Back and forward change the address; the field follows.
  useEffect(() => setText(vin ?? ''), [vin]);
  useKey('search', () => input.current?.select());
  const choose = (number: string) => {
    setText(number);
    void navigate({ to: '/reception', search: { vin: number } });
  };
  const isChosen = vin !== undefined && vin === wanted;
  // What was found for fewer letters may still stand here: a car with another number never does.
  const rows = isChosen || typed.length < 2 ? []
    : (data ?? []).filter((row) => String(row.data.vin).startsWith(typed));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      const row = rows[Math.min(active, rows.length - 1)];
      if (row) choose(String(row.data.vin));
      else if (typed.length === vinLength) choose(typed);
      return;
    }
    if (event.key === 'Home' || event.key === 'End') return;
    const next = moved(event.key, active, rows.length, most);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
  };
  if (!hasOrders) return <PageFrame title={t('title')}><Empty text={t('noOrders')} /></PageFrame>;
  return (
    <PageFrame title={t('title')} note={t('note')}>
      <TextInput ref={input} size="md" className={styles.search ?? ''} aria-label={t('search')}
        role="combobox" aria-expanded={rows.length > 0} aria-controls="vehicles"
        aria-autocomplete="list" placeholder={t('placeholder')} autoComplete="off"
        spellCheck={false} leftSection={<IconSearch size={18} aria-hidden />} value={text}
        {...(rows.length > 0 ? { 'aria-activedescendant': `vehicle-${active}` } : {})}
        onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKeyDown} />
      {error ? <Refusal error={error} /> : null}
      {isChosen ? <AtTheCounter vin={vin} /> : null}
      {rows.length > 0
        ? <Vehicles rows={rows} active={active} choose={(row) => choose(String(row.data.vin))} />
        : null}
      {!isChosen && wanted.length >= 2 && data?.length === 0 && !isPlaceholderData
        ? <UnknownVehicle vin={wanted} open={() => choose(wanted)} /> : null}
      {wanted === '' ? <><TodaysAppointments /><OrdersInWork /></> : null}
    </PageFrame>
  );
}
