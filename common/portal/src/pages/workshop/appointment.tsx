import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/queries';
import { mayEdit, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconCar, IconDeviceFloppy } from '../../look/icons';
import { SyncMark } from '../../look/mark';
import { PageFrame, Panel, Refusal } from '../../look/page';
import { dateOf } from '../../words/values';
import { formFields } from '../form/form_values';
import { Stale } from '../form/stale';
import { RecordFacts } from '../shared/record_facts';
import { useRecordForm } from '../shared/record_form';
import { RecordPage } from '../shared/record_page';
import { StateMark } from '../shared/state_mark';
import { Steps } from '../shared/steps';
import { Trouble } from '../shared/trouble';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';
import { useArrive } from './arrive';
import { ClashMark, useClash } from './appointment_form';
import { minuteOf, spanOf, timeText } from './slots';

const shown = ['day', 'bay', 'customer', 'contact', 'vin', 'work', 'source', 'transport', 'advisor',
  'repair_order', 'branch'];
const open = new Set(['booked', 'confirmed']);

function Details({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const form = useRecordForm(entity, row);
  const element = useRef<HTMLFormElement>(null);
  useKey('save', () => element.current?.requestSubmit());
  const text = String(form.values.start_minute ?? '');
  const time = /^\d+$/.test(text) ? timeText(Number(text)) : text;
  const clash = useClash({ ...form.values, start_minute: time }, row.id);
  const fields = formFields(entity, place, row)
    .filter((field) => !['repair_order', 'branch'].includes(field.name));
  const set = (name: string, value: string | string[]) => {
    const minute = name === 'start_minute' ? minuteOf(String(value)) : null;
    form.set(name, minute === null ? value : String(minute));
  };
  return (
    <form ref={element} noValidate onSubmit={(event) => {
      event.preventDefault();
      if (!clash) void form.save();
    }}>
      <Trouble entity={entity} form={form} />
      <ClashMark clash={form.isChanged ? clash : undefined} />
      <div className={work.fields}>
        {fields.map((field) => (
          <WorkField key={field.name} brand=""
            field={field.name === 'start_minute' ? { ...field, type: 'text' } : field}
            form={{ ...form, values: { ...form.values, start_minute: time }, set }} />
        ))}
      </div>
      <div className={work.actions}>
        <Button type="submit" size="sm" variant="light" loading={form.isBusy}
          disabled={!form.isChanged} leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>{t('save', { ns: 'records' })}</Button>
        {form.isChanged
          ? <Button size="sm" variant="default" onClick={form.drop}>{t('dropChanges')}</Button>
          : null}
      </div>
      {form.stale?.current
        ? <Stale entity={entity} problem={form.stale} onClose={form.close} onDrop={form.drop}
            onKeep={() => void form.save((form.stale?.current as Row).version)} /> : null}
    </form>
  );
}

function Arrival({ row }: { row: Row }) {
  const { t } = useTranslation('workshop');
  const arrive = useArrive();
  const hasCar = Boolean(row.data.vin);
  return (
    <div className={work.stack}>
      {arrive.error ? <Refusal error={arrive.error} /> : null}
      <div className={work.steps}>
        <Button size="sm" loading={arrive.isPending} disabled={!hasCar}
          leftSection={<IconCar size={17} aria-hidden />} onClick={() => arrive.mutate(row)}>
          {t('carIsHere')}
        </Button>
        <span className={work.soft}>{t(hasCar ? 'carIsHereHint' : 'vinFirst')}</span>
      </div>
    </div>
  );
}

function Appointment({ entity, row }: { entity: Entity; row: Row }) {
  const { t, i18n } = useTranslation('workshop');
  const place = placeOf(useStatus());
  const isOurs = row.data.branch === place.branch;
  const isOpen = open.has(String(row.data.status)) && isOurs && mayEdit(entity, place, row);
  return (
    <PageFrame title={`${dateOf(String(row.data.day), i18n.language)}, ${spanOf(row)}`}
      before={<Link to="/appointments" search={{ day: String(row.data.day) }}>
        {t('appointments')}</Link>}
      aside={<>
        <StateMark row={row} />
        <SyncMark state={row.sync.state} conflicts={row.sync.conflicts} />
      </>}>
      {isOpen ? <Arrival row={row} /> : null}
      {isOurs ? <Steps entity={entity} row={row} only={(one) => one.command !== 'arrive'} /> : null}
      {row.data.repair_order
        ? <p><Link to="/reception/$id" params={{ id: String(row.data.repair_order) }}>
            {t('openItsOrder')}</Link></p> : null}
      <Panel title={t('appointment')}>
        {isOpen ? <Details entity={entity} row={row} />
          : <RecordFacts entity={entity} row={row} names={shown} />}
      </Panel>
    </PageFrame>
  );
}

export function AppointmentPage() {
  const { t } = useTranslation('workshop');
  const { id } = useParams({ from: '/appointments/$id' });
  return (
    <RecordPage collection="appointments" id={id} title={t('appointments')} none={t('noOrders')}>
      {(entity, row) => <Appointment key={id} entity={entity} row={row} />}
    </RecordPage>
  );
}
