import { useNavigate } from '@tanstack/react-router';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntity, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Entity, Field, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { Empty, Panel } from '../../look/page';
import { firstValues, formFields } from '../form/form_values';
import { today } from '../shared/days';
import { NewRecordForm, useNewRecord } from '../shared/new_record';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';

/** What a counter asks first; everything else is one fold away. */
const asked = ['complaint', 'complaint_code', 'odometer_km', 'customer', 'payer'];
/** Nobody has to type what is known. */
const known = new Set(['branch', 'vin', 'opened_on']);

function useOpen(entity: Entity, vin: string) {
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const given = { vin, opened_on: today(), branch: place.branch };
  const [values, setValues] = useState(() => firstValues(entity, place, null, given));
  const [first] = useState(values);
  const record = useNewRecord(entity, values,
    (row) => void navigate({ to: '/reception/$id', params: { id: row.id } }));
  return { values, setValues, isChanged: values !== first, record };
}

function Form({ entity, vin, vehicle }: { entity: Entity; vin: string; vehicle: Row | null }) {
  const { t } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const { values, setValues, isChanged, record } = useOpen(entity, vin);
  const cancel = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => document.getElementById('field-complaint')?.focus(), []);
  // What was written is not thrown away by one key: Esc asks for a second one.
  useKey('back', isChanged ? () => cancel.current?.focus() : null);
  const fields = formFields(entity, place, null).filter((field) => !known.has(field.name));
  const ahead = asked.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !asked.includes(field.name));
  const brand = String(vehicle?.data.brand ?? '');
  const set = (name: string, value: string | string[]) =>
    setValues((all) => ({ ...all, [name]: value }));
  const input = (field: Field) => (
    <WorkField key={field.name} field={field} brand={brand} form={{ values, errors: record.errors, set }} />
  );
  return (
    <NewRecordForm record={record} label={t('openOrder')} hidden={known} cancel={cancel}>
      <div className={work.fields}>{ahead.map(input)}</div>
      <details className={work.more}>
        <summary>{t('moreFields')}</summary>
        <div className={work.fields}>{rest.map(input)}</div>
      </details>
    </NewRecordForm>
  );
}

/** A new repair order of this branch: the customer's words and the reading. */
export function OpenOrder({ vin, vehicle }: { vin: string; vehicle: Row | null }) {
  const { t } = useTranslation('workshop');
  const entity = useEntity('repair-orders');
  const place = placeOf(useStatus());
  if (!entity) return null;
  return (
    <Panel title={t('newOrder', { vin })}>
      {mayCreate(entity, place) ? <Form entity={entity} vin={vin} vehicle={vehicle} />
        : <Empty text={t('onlyBranch')} />}
    </Panel>
  );
}
