// A new appointment: the slot first, then the car and what is to be done.
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Entity, Field, Row } from '../../api/types';
import { Panel } from '../../look/page';
import { firstValues, formFields, type FormValues } from '../form/form_values';
import { NewRecordForm, useNewRecord } from '../shared/new_record';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';
import { inTheWay, minuteOf, spanOf, timeText, usualMinutes } from './slots';

const ahead = ['day', 'start_minute', 'minutes', 'bay', 'vin', 'customer', 'contact', 'work'];
const hidden = new Set(['branch', 'repair_order']);

/** People write 8:30; the record counts minutes. */
function withMinutes(values: FormValues): FormValues {
  const minute = minuteOf(String(values.start_minute ?? ''));
  return minute === null ? values : { ...values, start_minute: String(minute) };
}

/** The appointment that has the bay already, before anything is sent. */
export function useClash(values: FormValues, but = ''): Row | undefined {
  const day = String(values.day ?? '');
  const { branch } = useStatus();
  const { data } = useQuery({
    ...rowsQuery('appointments', { filter: [`day:eq:${day}`] }), enabled: day !== '',
  });
  const start = minuteOf(String(values.start_minute ?? ''));
  const minutes = Number(values.minutes);
  if (start === null || !Number.isInteger(minutes) || minutes <= 0) return undefined;
  const here = (data ?? []).filter((row) => row.data.branch === branch);
  return inTheWay(here, { bay: String(values.bay ?? '').trim(), start, minutes }, but);
}

export function ClashMark({ clash }: { clash: Row | undefined }) {
  const { t } = useTranslation('workshop');
  if (!clash) return null;
  return (
    <p className={`${work.wrong} ${work.warning}`} role="alert">
      {t('bayTaken', { bay: String(clash.data.bay), span: spanOf(clash) })}
    </p>
  );
}

export interface Wanted {
  day: string;
  minute: number;
  bay: string;
}

function Form({ entity, wanted, done, cancel }:
  { entity: Entity; wanted: Wanted; done: (row: Row) => void; cancel: () => void }) {
  const { t } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const [values, setValues] = useState(() => ({
    ...firstValues(entity, place, null, { day: wanted.day, bay: wanted.bay, branch: place.branch }),
    start_minute: timeText(wanted.minute), minutes: String(usualMinutes),
  } as FormValues));
  const clash = useClash(values);
  // The slot was chosen on the sheet: the car comes next.
  useLayoutEffect(() => document.getElementById('field-vin')?.focus(), []);
  const record = useNewRecord(entity, withMinutes(values), done);
  const fields = formFields(entity, place, null).filter((field) => !hidden.has(field.name));
  const first = ahead.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !ahead.includes(field.name));
  const set = (name: string, value: string | string[]) =>
    setValues((all) => ({ ...all, [name]: value }));
  const input = (field: Field) => (
    <WorkField key={field.name} field={field.name === 'start_minute'
      ? { ...field, type: 'text' } : field} brand="" form={{ values, errors: record.errors, set }} />
  );
  const send = () => { if (!clash) record.send(); };
  return (
    <>
      <ClashMark clash={clash} />
      <NewRecordForm record={{ ...record, send }} label={t('book')} hidden={hidden}
        onCancel={cancel}>
        <div className={work.fields}>{first.map(input)}</div>
        <details className={work.more}>
          <summary>{t('moreFields')}</summary>
          <div className={work.fields}>{rest.map(input)}</div>
        </details>
      </NewRecordForm>
    </>
  );
}

export function NewAppointment({ wanted, done, cancel }:
  { wanted: Wanted; done: (row: Row) => void; cancel: () => void }) {
  const { t } = useTranslation('workshop');
  const entity = useEntity('appointments');
  const place = placeOf(useStatus());
  if (!entity || !mayCreate(entity, place)) return null;
  return (
    <Panel title={t('newAppointment')}>
      <Form key={`${wanted.day} ${wanted.minute} ${wanted.bay}`} entity={entity} wanted={wanted}
        done={done} cancel={cancel} />
    </Panel>
  );
}
