import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/queries';
import { mayEdit, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy, IconPlayerPause, IconPlayerPlay } from '../../look/icons';
import { Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { formFields } from '../form/form_values';
import { Stale } from '../form/stale';
import { RecordFacts } from '../shared/record_facts';
import { type RecordForm, useRecordForm } from '../shared/record_form';
import { StateMark } from '../shared/state_mark';
import { Steps } from '../shared/steps';
import { Trouble } from '../shared/trouble';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';
import { elapsedText, lengthOf } from './elapsed';
import { JobLines } from './job_lines';
import { useClock, useSeconds, useTechnician } from './use_clock';
import styles from './workshop.module.css';

const story = ['complaint', 'complaint_code', 'cause', 'cause_code', 'correction', 'operation'];
const payers = ['pay_type', 'technician', 'estimate'];
const shares = ['customer_percent', 'importer_percent', 'dealer_percent'];
const hidden = new Set(['branch', 'repair_order', 'job']);
const read = [...story, ...payers, 'causal_part', 'approved_on', 'approved_how'];

/** The form that has the focus, else the one that asks. */
export function submitFocused(event: KeyboardEvent, otherwise: HTMLFormElement | null) {
  const focused = event.target instanceof Element ? event.target.closest('form') : null;
  (focused ?? otherwise)?.requestSubmit();
}

function JobForm({ entity, row, form, brand }:
  { entity: Entity; row: Row; form: RecordForm; brand: string }) {
  const { t } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const element = useRef<HTMLFormElement>(null);
  const drop = useRef<HTMLButtonElement>(null);
  useKey('save', (event) => submitFocused(event, element.current));
  useKey('edit', () => document.getElementById('field-complaint')?.focus());
  useKey('back', form.isChanged ? () => drop.current?.focus() : null);
  const fields = formFields(entity, place, row).filter((field) => !hidden.has(field.name));
  const isGoodwill = form.values.pay_type === 'goodwill';
  const named = (names: readonly string[]) => names
    .map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const ahead = [...story, ...payers, ...shares];
  const rest = fields.filter((field) => !ahead.includes(field.name));
  const input = (field: (typeof fields)[number]) => (
    <WorkField key={field.name} field={field} form={form} brand={brand} />
  );
  return (
    <form ref={element} noValidate aria-label={t('job', { job: String(row.data.job) })}
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}>
      <Trouble entity={entity} form={form} />
      <div className={work.story}>{named(story).map(input)}</div>
      <div className={`${work.fields} ${styles.below}`}>
        {named(isGoodwill ? [...payers, ...shares] : payers).map(input)}
      </div>
      <details className={work.more}>
        <summary>{t('moreFields')}</summary>
        <div className={work.fields}>{rest.map(input)}</div>
      </details>
      <div className={work.actions}>
        <Button type="submit" size="sm" variant="light" loading={form.isBusy}
          disabled={!form.isChanged} leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>{t('save', { ns: 'records' })}</Button>
        {form.isChanged
          ? <Button ref={drop} size="sm" variant="default" onClick={form.drop}>
              {t('dropChanges')}</Button> : null}
      </div>
      {form.stale?.current
        ? <Stale entity={entity} problem={form.stale} onClose={form.close} onDrop={form.drop}
            onKeep={() => void form.save((form.stale?.current as Row).version)} /> : null}
    </form>
  );
}

/** Starts and stops the clock of whoever sits here, from the job itself. */
function JobClock({ job }: { job: Row }) {
  const { t } = useTranslation('workshop');
  const { technician } = useTechnician();
  const clock = useClock(technician);
  const isRunning = clock.running?.data.job === job.id;
  const now = useSeconds(isRunning);
  if (technician === '') return null;
  return (
    <>
      {clock.error ? <Refusal error={clock.error} /> : null}
      <div className={work.steps}>
        {isRunning && clock.running
          ? <Button size="sm" color="var(--bad)" loading={clock.isBusy} onClick={() => clock.stop.mutate()}
              leftSection={<IconPlayerPause size={16} aria-hidden />}>
              {t('stopClock')} {elapsedText(lengthOf(clock.running, now))}
            </Button>
          : <Button size="sm" variant="default" loading={clock.isBusy}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={() => clock.start.mutate({ order: String(job.data.repair_order),
                job: job.id })}>{t('clockOn')}</Button>}
      </div>
    </>
  );
}

function OpenCard({ entity, row, order, brand }:
  { entity: Entity; row: Row; order: Row; brand: string }) {
  const form = useRecordForm(entity, row);
  return (
    <div className={styles.job}>
      <Steps entity={entity} row={row} prepare={() => form.save()} />
      <JobClock job={row} />
      <JobForm entity={entity} row={row} form={form} brand={brand} />
      <JobLines order={order} job={row} brand={brand} isOpen />
    </div>
  );
}

/** One job of an order: read, or open to be worked on. */
export function JobCard({ entity, row, order, brand, isChosen, mayWork, choose }: {
  entity: Entity; row: Row; order: Row; brand: string; isChosen: boolean; mayWork: boolean;
  choose: () => void;
}) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const place = placeOf(useStatus());
  const isOpen = isChosen && mayWork && mayEdit(entity, place, row) &&
    row.data.status !== 'cancelled';
  const payer = row.data.pay_type ? terms.word(String(row.data.pay_type)) : t('nobodyPays');
  const number = String(row.data.job);
  return (
    <Panel title={`${t('job', { job: number })} · ${payer}`} aside={
      <span className={styles.jobHead}>
        <StateMark row={row} />
        {mayWork && !isChosen
          ? <Button size="xs" variant="subtle" onClick={choose}>{t('openJob', { job: number })}
            </Button> : null}
      </span>
    }>
      {isOpen ? <OpenCard entity={entity} row={row} order={order} brand={brand} /> : (
        <div className={styles.job}>
          <RecordFacts entity={entity} row={row} names={read} />
          <JobLines order={order} job={row} brand={brand} isOpen={false} />
        </div>
      )}
    </Panel>
  );
}
