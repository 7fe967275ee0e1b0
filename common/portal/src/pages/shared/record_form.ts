// A form over one record that stays on its page: saved over the version that was seen.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newKey, Problem, sendJson } from '../../api/client';
import { showWritten, useStatus } from '../../api/queries';
import { placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import {
  errorsByField, firstValues, type FormValue, type FormValues, rebased, wishesOf, withLater,
} from '../form/form_values';

export interface RecordForm {
  values: FormValues;
  set: (name: string, value: FormValue) => void;
  errors: Record<string, string>;
  error: Error | null;
  /** Somebody else was faster: the refusal, with both sides. */
  stale: Problem | null;
  isChanged: boolean;
  isBusy: boolean;
  /** The record as it is then; null when it was refused. */
  save: (over?: string) => Promise<Row | null>;
  /** Takes what is there now. */
  drop: () => void;
  close: () => void;
}

const none: Record<string, string> = {};

/** The first field that was refused gets the focus, so that the next key mends it. */
export function useFocusOnError(errors: Record<string, string>) {
  useEffect(() => {
    const first = Object.keys(errors)[0];
    if (first !== undefined) document.getElementById(`field-${first}`)?.focus();
  }, [errors]);
}

export function useRecordForm(entity: Entity, row: Row): RecordForm {
  const client = useQueryClient();
  const place = placeOf(useStatus());
  const [base, setBase] = useState(row);
  const [values, setValues] = useState(() => firstValues(entity, place, row));
  const wish = useRef(newKey());
  const isChanged = Object.keys(wishesOf(entity, values, base)).length > 0;
  const begin = (from: Row) => {
    setBase(from);
    setValues(firstValues(entity, place, from));
  };
  const run = useMutation({
    mutationFn: ({ over, sent }: { over: string | undefined; sent: FormValues }) =>
      sendJson<Row>('PATCH', `/${entity.collection}/${row.id}`,
        { data: wishesOf(entity, sent, base) },
        { version: over ?? base.version, key: wish.current }),
    onSuccess: (saved, { sent }) => {
      setBase(saved);
      setValues((now) => withLater(firstValues(entity, place, saved), sent, now));
      showWritten(client, entity.collection, saved);
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void client.invalidateQueries({ queryKey: ['answer'] });
    },
    onSettled: () => { wish.current = newKey(); },
  });
  // What others have written, and one's own steps, show at once; what is being typed stays over
  // them. Where both have written one field, saving asks which counts.
  const isMoved = row.version !== base.version && !run.isPending;
  const over = isMoved ? rebased(entity, place, values, base, row) : null;
  if (over) {
    setBase(row);
    setValues(over);
  }
  const problem = run.error instanceof Problem ? run.error : null;
  const stale = problem?.status === 412 ? problem : null;
  const [errors, setErrors] = useState(none);
  useEffect(() => setErrors(problem ? errorsByField(problem) : none), [problem]);
  useFocusOnError(errors);
  const save = async (over?: string) => {
    if (!isChanged) return row;
    if (run.isPending) return null;
    return run.mutateAsync({ over, sent: values }).catch(() => null);
  };
  const drop = () => {
    const current = stale?.current as Row | undefined;
    run.reset();
    begin(current ?? row);
    if (current) showWritten(client, entity.collection, current);
  };
  return {
    values, errors, error: run.error, stale, isChanged, isBusy: run.isPending, save, drop,
    set: (name, value) => setValues((all) => ({ ...all, [name]: value })), close: () => run.reset(),
  };
}
