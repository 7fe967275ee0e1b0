import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouter } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, Problem, sendJson } from '../../api/client';
import { rowQuery, useEntity, useStatus } from '../../api/queries';
import { fieldOf, mayCreate, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Empty, PageFrame, Panel, Refusal } from '../../look/page';
import { errorsByField, firstValues, formFields, wishesOf } from '../form/form_values';
import work from '../shared/shared.module.css';
import { ahead, byOthers, OrderField, useBrands } from './order_fields';

const noErrors: Record<string, string> = {};

function useNewOrder(entity: Entity) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const brands = useBrands();
  const [typed, setTyped] = useState(() => firstValues(entity, place, null, { kind: 'stock' }));
  // Whoever sells one brand alone does not choose it.
  const values = { ...typed, brand: typed.brand || (brands.length === 1 ? brands[0] ?? '' : '') };
  const wish = useRef(newKey());
  const run = useMutation({
    mutationFn: () => sendJson<Row>('POST', `/${entity.collection}`,
      { data: wishesOf(entity, values, null) }, { key: wish.current }),
    onSuccess: (row) => {
      client.setQueryData(rowQuery(entity.collection, row.id).queryKey, row);
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void navigate({ to: '/orders/$id', params: { id: row.id } });
    },
    onError: () => { wish.current = newKey(); },
  });
  const set = (name: string, value: string | string[]) =>
    setTyped((all) => ({ ...all, [name]: value,
      // Options belong to a model.
      ...(name === 'model' || name === 'brand'
        ? { required: '', excluded: '', preferred: '' } : {}),
      ...(name === 'brand' ? { model: '' } : {}) }));
  return { values, set, run };
}

function Form({ entity }: { entity: Entity }) {
  const { t } = useTranslation('trade');
  const router = useRouter();
  const place = placeOf(useStatus());
  const { values, set, run } = useNewOrder(entity);
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState(noErrors);
  const problem = run.error instanceof Problem ? run.error : null;
  useEffect(() => setErrors(problem ? errorsByField(problem) : noErrors), [problem]);
  useEffect(() => {
    const name = Object.keys(errors)[0];
    if (name !== undefined) document.getElementById(`field-${name}`)?.focus();
  }, [errors]);
  useKey('save', () => form.current?.requestSubmit());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!run.isPending) run.mutate();
  };
  const fields = formFields(entity, place, null).filter((field) => !byOthers.has(field.name));
  const first = ahead.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !ahead.includes(field.name));
  const isAtField = Object.keys(errors).some((name) => fieldOf(entity, name));
  const input = (field: (typeof fields)[number]) => (
    <OrderField key={field.name} field={field} form={{ values, errors, set }} order={null} />
  );
  return (
    <form ref={form} onSubmit={submit} noValidate>
      {run.error && !isAtField ? <Refusal error={run.error} /> : null}
      {isAtField ? <p className={work.wrong} role="alert">{t('formWrong', { ns: 'records' })}</p>
        : null}
      <div className={work.fields}>{first.map(input)}</div>
      <details className={work.more}>
        <summary>{t('moreFields')}</summary>
        <div className={work.fields}>{rest.map(input)}</div>
      </details>
      <div className={work.actions}>
        <Button type="submit" size="sm" loading={run.isPending}
          leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>{t('saveAndCheck')}</Button>
        <Button size="sm" variant="default" onClick={() => router.history.back()}>
          {t('cancel', { ns: 'records' })}
        </Button>
      </div>
    </form>
  );
}

/** A car that this branch asks the importer for: written as a draft, then checked and sent. */
export function NewOrderPage() {
  const { t } = useTranslation('trade');
  const entity = useEntity('wholesale-orders');
  const place = placeOf(useStatus());
  return (
    <PageFrame title={t('newOrder')} note={t('newOrderNote')}
      before={<Link to="/orders">{t('orders')}</Link>}>
      <Panel title={t('orderFields')}>
        {entity && mayCreate(entity, place) ? <Form entity={entity} />
          : <Empty text={t('ordersOnlyBranch')} />}
      </Panel>
    </PageFrame>
  );
}
