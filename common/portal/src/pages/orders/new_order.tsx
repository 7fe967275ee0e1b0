import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntity, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Entity } from '../../api/types';
import { Empty, PageFrame, Panel } from '../../look/page';
import { firstValues, formFields } from '../form/form_values';
import { NewRecordForm, useNewRecord } from '../shared/new_record';
import work from '../shared/shared.module.css';
import { ahead, byOthers, OrderField, useBrands } from './order_fields';

function useNewOrder(entity: Entity) {
  const navigate = useNavigate();
  const place = placeOf(useStatus());
  const brands = useBrands();
  const [typed, setTyped] = useState(() => firstValues(entity, place, null, { kind: 'stock' }));
  // Whoever sells one brand alone does not choose it.
  const values = { ...typed, brand: typed.brand || (brands.length === 1 ? brands[0] ?? '' : '') };
  const record = useNewRecord(entity, values,
    (row) => void navigate({ to: '/orders/$id', params: { id: row.id } }));
  const set = (name: string, value: string | string[]) =>
    setTyped((all) => ({ ...all, [name]: value,
      // Options belong to a model.
      ...(name === 'model' || name === 'brand'
        ? { required: '', excluded: '', preferred: '' } : {}),
      ...(name === 'brand' ? { model: '' } : {}) }));
  return { values, set, record };
}

function Form({ entity }: { entity: Entity }) {
  const { t } = useTranslation('trade');
  const place = placeOf(useStatus());
  const { values, set, record } = useNewOrder(entity);
  const fields = formFields(entity, place, null).filter((field) => !byOthers.has(field.name));
  const first = ahead.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !ahead.includes(field.name));
  const input = (field: (typeof fields)[number]) => (
    <OrderField key={field.name} field={field} form={{ values, errors: record.errors, set }}
      order={null} />
  );
  return (
    <NewRecordForm record={record} label={t('saveAndCheck')}>
      <div className={work.fields}>{first.map(input)}</div>
      <details className={work.more}>
        <summary>{t('moreFields')}</summary>
        <div className={work.fields}>{rest.map(input)}</div>
      </details>
    </NewRecordForm>
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
