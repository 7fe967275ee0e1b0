import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, Problem, sendJson } from '../../api/client';
import { rowQuery, useEntity, useStatus } from '../../api/queries';
import { fieldOf, mayCreate, placeOf } from '../../api/registry';
import type { Entity, Field, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Empty, Panel, Refusal } from '../../look/page';
import { errorsByField, firstValues, formFields, wishesOf } from '../form/form_values';
import { today } from '../shared/days';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';

/** What a counter asks first; everything else is one fold away. */
const asked = ['complaint', 'complaint_code', 'odometer_km', 'customer', 'payer'];
/** Nobody has to type what is known. */
const known = new Set(['branch', 'vin', 'opened_on']);

function useOpen(entity: Entity, vin: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const given = { vin, opened_on: today(), branch: place.branch };
  const [values, setValues] = useState(() => firstValues(entity, place, null, given));
  const [first] = useState(values);
  const wish = useRef(newKey());
  const run = useMutation({
    mutationFn: () => sendJson<Row>('POST', `/${entity.collection}`,
      { data: wishesOf(entity, values, null) }, { key: wish.current }),
    onSuccess: (row) => {
      client.setQueryData(rowQuery(entity.collection, row.id).queryKey, row);
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void navigate({ to: '/reception/$id', params: { id: row.id } });
    },
    onError: () => { wish.current = newKey(); },
  });
  return { values, setValues, isChanged: values !== first, run };
}

const noErrors: Record<string, string> = {};

function Form({ entity, vin, vehicle }: { entity: Entity; vin: string; vehicle: Row | null }) {
  const { t } = useTranslation('workshop');
  const router = useRouter();
  const place = placeOf(useStatus());
  const { values, setValues, isChanged, run } = useOpen(entity, vin);
  const form = useRef<HTMLFormElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const [errors, setErrors] = useState(noErrors);
  const problem = run.error instanceof Problem ? run.error : null;
  useEffect(() => setErrors(problem ? errorsByField(problem) : noErrors), [problem]);
  useEffect(() => {
    const name = Object.keys(errors)[0];
    if (name !== undefined) document.getElementById(`field-${name}`)?.focus();
  }, [errors]);
  useLayoutEffect(() => document.getElementById('field-complaint')?.focus(), []);
  useKey('save', () => form.current?.requestSubmit());
  // What was written is not thrown away by one key: Esc asks for a second one.
  useKey('back', isChanged ? () => cancel.current?.focus() : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!run.isPending) run.mutate();
  };
  const fields = formFields(entity, place, null).filter((field) => !known.has(field.name));
  const ahead = asked.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !asked.includes(field.name));
  const brand = String(vehicle?.data.brand ?? '');
  const set = (name: string, value: string | string[]) =>
    setValues((all) => ({ ...all, [name]: value }));
  const input = (field: Field) => (
    <WorkField key={field.name} field={field} brand={brand} form={{ values, errors, set }} />
  );
  const isAtField = Object.keys(errors).some((name) => fieldOf(entity, name) && !known.has(name));
  return (
    <form ref={form} onSubmit={submit} noValidate>
      {run.error && !isAtField ? <Refusal error={run.error} /> : null}
      {isAtField ? <p className={work.wrong} role="alert">{t('formWrong', { ns: 'records' })}</p>
        : null}
      <div className={work.fields}>{ahead.map(input)}</div>
      <details className={work.more}>
        <summary>{t('moreFields')}</summary>
        <div className={work.fields}>{rest.map(input)}</div>
      </details>
      <div className={work.actions}>
        <Button type="submit" size="sm" loading={run.isPending}
          leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>
          {t('openOrder')}
        </Button>
        <Button ref={cancel} size="sm" variant="default" onClick={() => router.history.back()}>
          {t('cancel', { ns: 'records' })}
        </Button>
      </div>
    </form>
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
