import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useStatus } from '../../api/queries';
import { fieldOf, mayEdit, placeOf, titleOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconAlertTriangle, IconDeviceFloppy } from '../../look/icons';
import { Mark, SyncMark } from '../../look/mark';
import { PageFrame, Panel } from '../../look/page';
import { useTerms } from '../../words/terms';
import { formFields } from '../form/form_values';
import { Stale } from '../form/stale';
import { RecordFacts } from '../shared/record_facts';
import { type RecordForm, useRecordForm } from '../shared/record_form';
import { RecordPage } from '../shared/record_page';
import { StateMark } from '../shared/state_mark';
import { Steps } from '../shared/steps';
import { TraceLink } from '../trace/trace_link';
import { Trouble } from '../shared/trouble';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';
import { Completion, OrderTotals } from '../workshop/completion';
import { submitFocused } from '../workshop/job_card';
import { Jobs, useJobs } from '../workshop/jobs';
import { CorrectingOrder } from './correcting_order';
import { OrderClaims } from './order_claims';
import { VehicleCard } from './vehicle_card';

/** The three Cs, each with its code, in the order in which a car goes through the workshop. */
const story = ['complaint', 'complaint_code', 'cause', 'cause_code', 'correction', 'operation',
  'odometer_km', 'payer'];
/** What a claim of this order will be asked for. */
const forClaim = ['complaint_code', 'cause_code', 'correction', 'odometer_km'];
/** Of the order itself, where its jobs have the rest. */
const ofOrder = ['odometer_km', 'customer', 'promised_at', 'advisor', 'waiting_for',
  'authorised_how'];
const ofJobs = new Set(['complaint', 'complaint_code', 'cause', 'cause_code', 'correction',
  'operation', 'payer']);
const onlyRead = ['vin', 'branch', 'opened_on', 'closed_on', 'invoiced_on', 'customer', 'number',
  'appointment', 'comeback_of', 'corrects', 'tax_versions'];

function missingIn(entity: Entity, row: Row): string[] {
  return forClaim.filter((name) => fieldOf(entity, name) && !row.data[name] &&
    row.data[name] !== 0);
}

function Missing({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const missing = missingIn(entity, row);
  if (row.data.payer !== 'warranty' || missing.length === 0) return null;
  const names = missing.map((name) => fieldOf(entity, name)).filter((one) => one !== undefined)
    .map((field) => terms.label(field));
  return (
    <p className={work.warning}><Mark tone="wait" icon={IconAlertTriangle}>
      {t('missing', { fields: names.join(', ') })}
    </Mark></p>
  );
}

function StoryForm({ entity, row, form, hasJobs }:
  { entity: Entity; row: Row; form: RecordForm; hasJobs: boolean }) {
  const { t } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const element = useRef<HTMLFormElement>(null);
  const drop = useRef<HTMLButtonElement>(null);
  useKey('save', (event) => submitFocused(event, element.current));
  useKey('edit', hasJobs ? null : () => document.getElementById('field-complaint')?.focus());
  useKey('back', form.isChanged ? () => drop.current?.focus() : null);
  const fields = formFields(entity, place, row)
    .filter((field) => !hasJobs || !ofJobs.has(field.name));
  const names = hasJobs ? ofOrder : story;
  const ahead = names.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !names.includes(field.name));
  const input = (field: (typeof fields)[number]) => (
    <WorkField key={field.name} field={field} form={form} brand="" />
  );
  return (
    <form ref={element} noValidate onSubmit={(event) => {
      event.preventDefault();
      void form.save();
    }}>
      <Trouble entity={entity} form={form} />
      {hasJobs ? null : <Missing entity={entity} row={row} />}
      <div className={hasJobs ? work.fields : work.story}>{ahead.map(input)}</div>
      {rest.length > 0
        ? <details className={work.more}>
            <summary>{t('moreFields')}</summary>
            <div className={work.fields}>{rest.map(input)}</div>
          </details> : null}
      <div className={work.actions}>
        <Button type="submit" size="sm" loading={form.isBusy} disabled={!form.isChanged}
          variant="light" leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>
          {t('save', { ns: 'records' })}
        </Button>
        {form.isChanged
          ? <Button ref={drop} size="sm" variant="default" onClick={form.drop}>
              {t('dropChanges')}
            </Button> : null}
      </div>
      {form.stale?.current
        ? <Stale entity={entity} problem={form.stale} onClose={form.close} onDrop={form.drop}
            onKeep={() => void form.save((form.stale?.current as Row).version)} /> : null}
    </form>
  );
}

function Frame({ entity, row, children }: { entity: Entity; row: Row; children: ReactNode }) {
  const { t } = useTranslation('workshop');
  return (
    <PageFrame
      title={titleOf(entity, row)}
      before={<Link to="/reception">{t('title')}</Link>}
      aside={
        <>
          <StateMark row={row} />
          <SyncMark state={row.sync.state} conflicts={row.sync.conflicts} />
          <TraceLink entity={entity} id={row.id} />
          <Link to="/lists/$collection/$id" params={{ collection: entity.collection, id: row.id }}>
            {t('allFields')}
          </Link>
        </>
      }
    >
      {row.sync.state === 'rejected' && row.sync.reason
        ? (
          <section className={`${work.notice} ${work.bad}`} aria-label={t('reason',
            { ns: 'records' })}>
            <h2>{row.sync.reason.text}</h2>
            <p>{row.sync.reason.remedy}</p>
          </section>
        ) : null}
      {children}
    </PageFrame>
  );
}

function Vehicle({ vehicle }: { vehicle: Row | undefined }) {
  return vehicle ? <VehicleCard vehicle={vehicle} /> : null;
}

function useVehicle(vin: string): Row | undefined {
  const { data } = useQuery(rowsQuery('vehicles', { filter: [`vin:eq:${vin}`], limit: 1 }));
  return data?.[0];
}

function Order({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const form = useRecordForm(entity, row);
  const vehicle = useVehicle(String(row.data.vin));
  const jobs = useJobs(row);
  const hasJobs = jobs.length > 0;
  const status = String(row.data.status);
  const isOurs = mayEdit(entity, place, row) && row.data.branch === place.branch &&
    !['closed', 'cancelled', 'credited'].includes(status);
  return (
    <Frame entity={entity} row={row}>
      {row.data.branch === place.branch
        ? <Steps entity={entity} row={row} prepare={() => form.save()} /> : null}
      <div className={work.two}>
        <div className={work.column}>
          {hasJobs && row.data.complaint
            ? <Panel title={t('wish')}><p>{String(row.data.complaint)}</p></Panel> : null}
          {hasJobs ? null : (
            <Panel title={t('story')}>
              {isOurs ? <StoryForm entity={entity} row={row} form={form} hasJobs={false} />
                : <RecordFacts entity={entity} row={row} names={story} />}
            </Panel>
          )}
          <Jobs order={row} brand={String(vehicle?.data.brand ?? '')}
            mayWork={isOurs && status !== 'invoiced'} />
          <OrderClaims entity={entity} row={row} />
        </div>
        <div className={work.column}>
          <CorrectingOrder entity={entity} order={row} />
          {hasJobs ? <Completion order={row} /> : null}
          {hasJobs ? <OrderTotals order={row} /> : null}
          {hasJobs && isOurs
            ? <Panel title={t('order')}>
                <StoryForm entity={entity} row={row} form={form} hasJobs />
              </Panel> : null}
          <Panel title={t('details', { ns: 'records' })}>
            <RecordFacts entity={entity} row={row} names={onlyRead} />
          </Panel>
          <Vehicle vehicle={vehicle} />
        </div>
      </div>
    </Frame>
  );
}

/** One repair order, from the customer's words to the claim. */
export function OrderPage() {
  const { t } = useTranslation('workshop');
  const { id } = useParams({ from: '/reception/$id' });
  return (
    <RecordPage collection="repair-orders" id={id} title={t('title')} none={t('noOrders')}>
      {(entity, row) => <Order key={id} entity={entity} row={row} />}
    </RecordPage>
  );
}
