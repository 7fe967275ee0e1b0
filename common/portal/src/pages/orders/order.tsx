import { Link, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/queries';
import { commandsOf, placeOf, titleOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { SyncMark } from '../../look/mark';
import { PageFrame, Panel, Refusal } from '../../look/page';
import { formFields, wishesOf } from '../form/form_values';
import { RecordFacts } from '../shared/record_facts';
import { type RecordForm, useRecordForm } from '../shared/record_form';
import { RecordPage } from '../shared/record_page';
import { SaveRow } from '../shared/save_row';
import { StateMark } from '../shared/state_mark';
import { dayWith, Steps, useStep } from '../shared/steps';
import { Trouble } from '../shared/trouble';
import work from '../shared/shared.module.css';
import { OrderCheck } from './order_check';
import { ahead, byOthers, OrderField } from './order_fields';
import { groupOfState, nextKey } from './order_words';

const asked = ['brand', 'model', 'model_year', 'kind', 'required', 'excluded', 'preferred',
  'wanted_on', 'deal_signed', 'customer_ref', 'submitted_on'];
const answered = ['price', 'decided_on', 'assigned_vin', 'arrives_on', 'allocation_run',
  'received_on', 'override_reason', 'cancel_fee'];
/** After the decision the order changes by this step alone, which asks the rules again. */
const modify = 'modify';

/** The order while the branch may write it; `modify` sends what is written with the step. */
function OrderForm({ entity, order, form, isModify }:
  { entity: Entity; order: Row; form: RecordForm; isModify: boolean }) {
  const { t } = useTranslation('trade');
  const place = placeOf(useStatus());
  const step = useStep(entity);
  const element = useRef<HTMLFormElement>(null);
  useKey('save', () => element.current?.requestSubmit());
  const fields = formFields(entity, place, order).filter((field) => !byOthers.has(field.name));
  const first = ahead.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !ahead.includes(field.name));
  const input = (field: (typeof fields)[number]) => (
    <OrderField key={field.name} field={field} form={form} order={order} />
  );
  const send = () => {
    if (!isModify) void form.save();
    else if (form.isChanged && !step.isPending) {
      const data = { ...wishesOf(entity, form.values, order),
        ...dayWith(entity, order, 'submit') };
      step.mutate({ row: order, command: modify, data });
    }
  };
  return (
    <form ref={element} noValidate onSubmit={(event) => {
      event.preventDefault();
      send();
    }}>
      <Trouble entity={entity} form={form} />
      {step.isError ? <Refusal error={step.error} /> : null}
      <div className={work.fields}>{first.map(input)}</div>
      <details className={work.more}>
        <summary>{t('moreFields')}</summary>
        <div className={work.fields}>{rest.map(input)}</div>
      </details>
      <SaveRow entity={entity} form={form} isBusy={step.isPending} drop={t('dropChanges')}
        save={t(isModify ? 'changeAndSend' : 'saveAndCheck')} />
    </form>
  );
}

/** The importer's no, in its words, or the reason why this replica's change was not taken. */
function Refused({ order }: { order: Row }) {
  const { t } = useTranslation('trade');
  const { sync, data } = order;
  if (sync.state === 'rejected' && sync.reason) {
    return (
      <section className={`${work.notice} ${work.bad}`} aria-label={t('reason')}>
        <h2>{sync.reason.text}</h2>
        <p>{sync.reason.remedy}</p>
      </section>
    );
  }
  if (data.status !== 'rejected') return null;
  const figures = ['refused_value', 'refused_limit', 'remaining'].map((name) => data[name])
    .every((value) => value !== null && value !== undefined && value !== '');
  return (
    <section className={`${work.notice} ${work.bad}`} aria-label={t('reason')}>
      <h2>{`${String(data.rule ?? '')}: ${String(data.reason ?? '')}`}</h2>
      {figures
        ? <p>{t('figures', { value: String(data.refused_value), limit: String(data.refused_limit),
            remaining: String(data.remaining) })}</p> : null}
    </section>
  );
}

function Order({ entity, order }: { entity: Entity; order: Row }) {
  const { t } = useTranslation('trade');
  const place = placeOf(useStatus());
  const form = useRecordForm(entity, order);
  const isMine = order.data.branch === place.branch;
  const steps = isMine ? commandsOf(entity, order, place).map((one) => one.command) : [];
  const isOpen = steps.includes('submit');
  const isModify = steps.includes(modify);
  const vin = String(order.data.assigned_vin ?? '');
  const state = String(order.data.status);
  return (
    <PageFrame
      title={titleOf(entity, order)}
      before={<Link to="/orders">{t('orders')}</Link>}
      note={t(nextKey(order), { defaultValue: '' })}
      aside={
        <>
          <StateMark row={order} />
          <SyncMark state={order.sync.state} conflicts={order.sync.conflicts} />
          <Link to="/lists/$collection/$id"
            params={{ collection: entity.collection, id: order.id }}>{t('allFields')}</Link>
        </>
      }
    >
      {isMine ? <Steps entity={entity} row={order} only={(step) => step.command !== modify}
        {...(isOpen ? { prepare: () => form.save() } : {})} /> : null}
      <Refused order={order} />
      <div className={work.two}>
        <div className={work.column}>
          <Panel title={t(isModify ? 'changeOrder' : 'orderFields')}>
            {isOpen || isModify
              ? <OrderForm entity={entity} order={order} form={form} isModify={isModify} />
              : <RecordFacts entity={entity} row={order} names={asked} />}
          </Panel>
        </div>
        <div className={work.column}>
          {['draft', 'waits'].includes(groupOfState(state))
            ? <OrderCheck order={order} isOld={form.isChanged} /> : null}
          <Panel title={t('answer')} aside={vin
            ? <Link to="/pipeline" search={{ vin }}>{t('toCar')}</Link> : null}>
            {answered.some((name) => order.data[name] !== null && order.data[name] !== undefined)
              ? <RecordFacts entity={entity} row={order} names={answered} />
              : <p className={work.none}>{t('noAnswer')}</p>}
          </Panel>
        </div>
      </div>
    </PageFrame>
  );
}

/** One order: written here, checked, sent, and its car read here. */
export function OrderPage() {
  const { t } = useTranslation('trade');
  const { id } = useParams({ from: '/orders/$id' });
  return (
    <RecordPage collection="wholesale-orders" id={id} title={t('orders')} none={t('noOrders')}>
      {(entity, row) => <Order key={id} entity={entity} order={row} />}
    </RecordPage>
  );
}
