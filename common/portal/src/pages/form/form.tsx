import { Button, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import {
  type FormEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { getJson, newKey, Problem, sendJson } from '../../api/client';
import { showWritten, useEntity, useStatus } from '../../api/queries';
import { placeOf, titleOf } from '../../api/registry';
import type { Entity, Page, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { useRow } from '../use_row';
import styles from './form.module.css';
import {
  errorsByField, firstValues, formFields, type FormValues, wishesOf,
} from './form_values';
import { FieldInput } from './inputs';
import { Stale } from './stale';

interface Properties {
  entity: Entity;
  row: Row | null;
  given: Record<string, unknown>;
}

/** At the importer a new row of a dealer says whose it is. */
function DealerSelect({ value, onChange }:
  { value: string | null; onChange: (dealer: string | null) => void }) {
  const { t } = useTranslation('records');
  const { data } = useQuery({
    queryKey: ['list', 'dealers', 'choices'],
    queryFn: ({ signal }) => getJson<Page>('/dealers?limit=200', signal),
  });
  return (
    <Select label={t('formDealer')} withAsterisk searchable value={value} onChange={onChange}
      data={(data?.items ?? []).map((row) => String(row.data.dealer))} />
  );
}

function useSave({ entity, row }: Properties, values: FormValues, dealer: string | null) {
  const client = useQueryClient();
  const navigate = useNavigate();
  // A form is one wish: pressed twice, or again after a lost answer, it is written once.
  const wish = useRef(newKey());
  const save = useMutation({
    mutationFn: (over: string | null) => {
      const body = { data: wishesOf(entity, values, row) };
      if (row === null) {
        const stream = dealer === null ? '' : `?stream=${encodeURIComponent(`dealer/${dealer}`)}`;
        return sendJson<Row>('POST', `/${entity.collection}${stream}`, body, { key: wish.current });
      }
      return sendJson<Row>('PATCH', `/${entity.collection}/${row.id}`, body,
        { version: over ?? row.version, key: wish.current });
    },
    onSuccess: (saved) => {
      showWritten(client, entity.collection, saved);
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void client.invalidateQueries({ queryKey: ['why', entity.name, saved.id] });
    },
    onError: () => { wish.current = newKey(); },
  });
  // Who has gone on to another page before the answer came is not fetched back.
  const run = (over: string | null) => save.mutate(over, {
    onSuccess: (saved) => void navigate({ to: '/lists/$collection/$id',
      params: { collection: entity.collection, id: saved.id }, replace: true }),
  });
  return { ...save, run };
}

/** The first field that was refused gets the focus, so that the next key mends it. */
function useFocusOnError(errors: Record<string, string>) {
  const first = Object.keys(errors)[0];
  useEffect(() => {
    if (first !== undefined) document.getElementById(`field-${first}`)?.focus();
  }, [first, errors]);
}

/** A new form begins at the first field that is still empty, an old one at its first. */
function useFirstField(form: RefObject<HTMLFormElement | null>, isNew: boolean) {
  // Before the page is painted: who types on without waiting loses no letter.
  useLayoutEffect(() => {
    const inputs = form.current?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      'input:not([type=hidden]), textarea');
    const all = [...(inputs ?? [])];
    const open = isNew ? all.find((input) => input.value === '') : undefined;
    (open ?? all[0])?.focus();
  }, [form, isNew]);
}

function Actions({ isBusy, isChanged }: { isBusy: boolean; isChanged: boolean }) {
  const { t } = useTranslation('records');
  const router = useRouter();
  const cancel = useRef<HTMLButtonElement>(null);
  // What was written on the form is not thrown away by one key: Esc asks for a second one.
  useKey('back', isChanged ? () => cancel.current?.focus() : null);
  return (
    <div className={styles.actions}>
      <Button type="submit" size="sm" loading={isBusy} rightSection={<kbd>Ctrl Enter</kbd>}
        leftSection={<IconDeviceFloppy size={17} aria-hidden />}>
        {t('save')}
      </Button>
      <Button ref={cancel} size="sm" variant="default" onClick={() => router.history.back()}>
        {t('cancel')}
      </Button>
    </div>
  );
}

const noErrors: Record<string, string> = {};

function Form(properties: Properties) {
  const { entity, row, given } = properties;
  const { t } = useTranslation('records');
  const terms = useTerms();
  const router = useRouter();
  const place = placeOf(useStatus());
  const [values, setValues] = useState(() => firstValues(entity, place, row, given));
  const [first] = useState(values);
  const [dealer, setDealer] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const client = useQueryClient();
  const save = useSave(properties, values, dealer);
  const problem = save.error instanceof Problem ? save.error : null;
  const stale = problem?.status === 412 ? problem : null;
  const [errors, setErrors] = useState(noErrors);
  useEffect(() => setErrors(problem ? errorsByField(problem) : noErrors), [problem]);
  useFocusOnError(errors);
  useFirstField(form, row === null);
  useKey('save', () => form.current?.requestSubmit());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.run(null);
  };
  const current = stale?.current as Row | undefined;
  const drop = () => {
    if (current) showWritten(client, entity.collection, current);
    router.history.back();
  };
  const needsDealer = row === null && place.side === 'hub' && entity.stream === 'dealer';
  const isAnywhere = Object.keys(errors).length > 0;
  return (
    <PageFrame
      title={row ? t('editTitle', { title: titleOf(entity, row) })
        : t('newTitle', { collection: terms.collection(entity) })}
      before={<Link to="/lists/$collection" params={{ collection: entity.collection }}>
        {terms.collection(entity)}</Link>}
      note={t('writtenHere')}
    >
      <form ref={form} onSubmit={submit} noValidate className={styles.form}>
        {save.error && !stale
          ? isAnywhere ? <p className={styles.wrong} role="alert">{t('formWrong')}</p>
            : <Refusal error={save.error} /> : null}
        <Panel>
          <div className={styles.fields}>
            {needsDealer ? <DealerSelect value={dealer} onChange={setDealer} /> : null}
            {formFields(entity, place, row).map((field) => (
              <FieldInput key={field.name} field={field}
                value={values[field.name] ?? ''} error={errors[field.name]}
                onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))} />
            ))}
          </div>
        </Panel>
        <Actions isBusy={save.isPending} isChanged={values !== first} />
      </form>
      {stale && current
        ? <Stale entity={entity} problem={stale} onClose={() => save.reset()}
            onKeep={() => save.run(current.version)} onDrop={drop} />
        : null}
    </PageFrame>
  );
}

export function NewPage() {
  const { t } = useTranslation('records');
  const { collection } = useParams({ from: '/lists/$collection/new' });
  const { values } = useSearch({ from: '/lists/$collection/new' });
  const entity = useEntity(collection);
  if (!entity) return <PageFrame title={collection}><Empty text={t('noEntity')} /></PageFrame>;
  return <Form key={collection} entity={entity} row={null} given={values ?? {}} />;
}

export function EditPage() {
  const { t } = useTranslation('records');
  const { collection, id } = useParams({ from: '/lists/$collection/$id/edit' });
  const { values } = useSearch({ from: '/lists/$collection/$id/edit' });
  const { entity, query, row } = useRow(collection, id);
  // What is on the form stays; a newer version shows when it is saved.
  const [first, setFirst] = useState<Row | null>(null);
  useEffect(() => setFirst((kept) => kept ?? row ?? null), [row]);
  if (!entity) return <PageFrame title={collection}><Empty text={t('noEntity')} /></PageFrame>;
  if (query.isError) {
    return <PageFrame title={collection}><Refusal error={query.error} /></PageFrame>;
  }
  return first ? <Form key={id} entity={entity} row={first} given={values ?? {}} /> : <Loading />;
}
