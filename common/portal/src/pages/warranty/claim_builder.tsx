import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/queries';
import { placeOf } from '../../api/registry';
import type { Entity, Field, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Panel } from '../../look/page';
import { formFields } from '../form/form_values';
import { Stale } from '../form/stale';
import type { RecordForm } from '../shared/record_form';
import { Trouble } from '../shared/trouble';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';
import { FieldNotes } from './finding_marks';
import type { Finding } from './findings';

/** What every claim needs, in the order of a repair; the rest belongs to special kinds. */
const ahead = ['failure_on', 'repaired_on', 'odometer_km', 'component', 'complaint_code',
  'cause_code', 'correction', 'operation', 'causal_part'];
/** Written by the verbs, or by nobody once the claim is there. */
const hidden = new Set(['submitted_on', 'appealed_on', 'number', 'kind', 'brand', 'vin', 'branch',
  'repair_order', 'job']);

interface Properties {
  entity: Entity;
  claim: Row;
  form: RecordForm;
  /** What the rules say, by field. */
  findings: ReadonlyMap<string, readonly Finding[]>;
}

/** The claim while the branch may write it, with what the rules say beside each field. */
export function ClaimBuilder({ entity, claim, form, findings }: Properties) {
  const { t } = useTranslation('warranty');
  const place = placeOf(useStatus());
  const element = useRef<HTMLFormElement>(null);
  const drop = useRef<HTMLButtonElement>(null);
  useKey('save', () => element.current?.requestSubmit());
  useKey('edit', () => element.current?.querySelector('input')?.focus());
  useKey('back', form.isChanged ? () => drop.current?.focus() : null);
  const fields = formFields(entity, place, claim).filter((field) => !hidden.has(field.name));
  const first = ahead.map((name) => fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const rest = fields.filter((field) => !ahead.includes(field.name));
  const input = (field: Field) => {
    const said = findings.get(field.name) ?? [];
    return (
      <WorkField key={field.name} field={field} form={form} brand={String(claim.data.brand)}
        note={said.length > 0 ? <FieldNotes findings={said} /> : null} />
    );
  };
  const isConcerned = rest.some((field) => findings.has(field.name) ||
    field.name in form.errors || (form.values[field.name]?.length ?? 0) > 0);
  return (
    <Panel title={t('claimFields')}>
      <form ref={element} noValidate onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}>
        <Trouble entity={entity} form={form} />
        <div className={work.fields}>{first.map(input)}</div>
        <details className={work.more} open={isConcerned}>
          <summary>{t('moreFields')}</summary>
          <div className={work.fields}>{rest.map(input)}</div>
        </details>
        <div className={work.actions}>
          <Button type="submit" size="sm" variant="light" loading={form.isBusy}
            disabled={!form.isChanged} leftSection={<IconDeviceFloppy size={17} aria-hidden />}
            rightSection={<kbd>Ctrl Enter</kbd>}>{t('saveAndCheck')}</Button>
          {form.isChanged
            ? <Button ref={drop} size="sm" variant="default" onClick={form.drop}>
                {t('dropChanges')}
              </Button> : null}
        </div>
      </form>
      {form.stale?.current
        ? <Stale entity={entity} problem={form.stale} onClose={form.close} onDrop={form.drop}
            onKeep={() => void form.save((form.stale?.current as Row).version)} /> : null}
    </Panel>
  );
}
