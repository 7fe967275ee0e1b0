// A form of a record that is not there yet: sent once, however often it is pressed, and whoever is
// refused keeps what was typed.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, Problem, sendJson } from '../../api/client';
import { showWritten } from '../../api/queries';
import { fieldOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Refusal } from '../../look/page';
import { errorsByField, type FormValues, wishesOf } from '../form/form_values';
import { useFocusOnError } from './record_form';
import work from './shared.module.css';

export interface NewRecord {
  entity: Entity;
  errors: Record<string, string>;
  error: Error | null;
  isBusy: boolean;
  send: () => void;
}

const none: Record<string, string> = {};

/** `open` shows what was made. */
export function useNewRecord(entity: Entity, values: FormValues,
  open: (row: Row) => void): NewRecord {
  const client = useQueryClient();
  const wish = useRef(newKey());
  const run = useMutation({
    mutationFn: () => sendJson<Row>('POST', `/${entity.collection}`,
      { data: wishesOf(entity, values, null) }, { key: wish.current }),
    onSuccess: (row) => {
      showWritten(client, entity.collection, row);
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      open(row);
    },
    onError: () => { wish.current = newKey(); },
  });
  const [errors, setErrors] = useState(none);
  const problem = run.error instanceof Problem ? run.error : null;
  useEffect(() => setErrors(problem ? errorsByField(problem) : none), [problem]);
  useFocusOnError(errors);
  return { entity, errors, error: run.error, isBusy: run.isPending,
    send: () => { if (!run.isPending) run.mutate(); } };
}

/** Fields, refusals and the two buttons; Ctrl Enter sends. `hidden`: fields that stand nowhere. */
export function NewRecordForm({ record, label, hidden, cancel, onCancel, children }: {
  record: NewRecord; label: string; hidden?: ReadonlySet<string>;
  cancel?: Ref<HTMLButtonElement>; children: ReactNode;
  /** Where the form is a part of a page; else one goes back. */
  onCancel?: () => void;
}) {
  const { t } = useTranslation('records');
  const router = useRouter();
  const element = useRef<HTMLFormElement>(null);
  useKey('save', () => element.current?.requestSubmit());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    record.send();
  };
  const isAtField = Object.keys(record.errors)
    .some((name) => fieldOf(record.entity, name) && !hidden?.has(name));
  return (
    <form ref={element} onSubmit={submit} noValidate>
      {record.error && !isAtField ? <Refusal error={record.error} /> : null}
      {isAtField ? <p className={work.wrong} role="alert">{t('formWrong')}</p> : null}
      {children}
      <div className={work.actions}>
        <Button type="submit" size="sm" loading={record.isBusy}
          leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>{label}</Button>
        <Button {...(cancel ? { ref: cancel } : {})} size="sm" variant="default"
          onClick={onCancel ?? (() => router.history.back())}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
