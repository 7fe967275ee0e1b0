import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { getJson } from '../../api/client';
import { useSchema } from '../../api/queries';
import { namesFile, titleOf } from '../../api/registry';
import type { Field, Page } from '../../api/types';
import { useTerms } from '../../words/terms';
import { FileInput } from '../shared/file_input';
import type { FormValue } from './form_values';

const longText = 4096;
const choicesMost = 200;

export interface InputProperties {
  field: Field;
  value: FormValue;
  error: string | undefined;
  onChange: (value: FormValue) => void;
  /** What is to be said beside the field. */
  note?: ReactNode;
}

interface Shared {
  label: string;
  description?: ReactNode;
  inputWrapperOrder?: ('label' | 'input' | 'description' | 'error')[];
  withAsterisk: boolean;
  error: string | null;
  id: string;
}

function useShared({ field, error, note: given }: InputProperties): Shared {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const note = field.merge === 'max' ? t('readingNote')
    : field.merge === 'min' ? t('lowReadingNote') : '';
  return {
    id: `field-${field.name}`,
    label: terms.label(field),
    ...(note !== '' || given ? { description: <>{note} {given}</> } : {}),
    // What is said of a value stands below it: inputs of a row stay side by side.
    ...(given ? { inputWrapperOrder: ['label', 'input', 'error', 'description'] } : {}),
    withAsterisk: field.required,
    error: error ?? null,
  };
}

/** A record of another list: by its key, or by its id where it has none. */
function RecordSelect({ shared, properties }: { shared: Shared; properties: InputProperties }) {
  const { field, value, onChange } = properties;
  const target = useSchema().find((entity) => entity.name === field.target);
  const { data } = useQuery({
    queryKey: ['list', target?.collection ?? '', 'choices'],
    queryFn: ({ signal }) =>
      getJson<Page>(`/${target?.collection}?limit=${choicesMost}`, signal),
    enabled: target !== undefined,
  });
  const choices = new Map<string, string>();
  for (const row of target && data ? data.items : []) {
    const key = field.type === 'key' ? String(row.data[target?.key[0] ?? ''] ?? '') : row.id;
    const name = row.data.name;
    const title = target ? titleOf(target, row) : key;
    choices.set(key, typeof name === 'string' && name !== title ? `${title} · ${name}` : title);
  }
  const present = String(value);
  if (present !== '' && !choices.has(present)) choices.set(present, present);
  return (
    <Select {...shared} searchable clearable={!field.required} value={present || null}
      data={[...choices].map(([key, label]) => ({ value: key, label }))}
      onChange={(next) => onChange(next ?? '')} />
  );
}

function WordSelect({ shared, properties }: { shared: Shared; properties: InputProperties }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const { field, value, onChange } = properties;
  const words = field.type === 'flag'
    ? [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]
    : (field.words ?? []).map((word) => ({ value: word, label: terms.word(word) }));
  return (
    <Select {...shared} data={words} clearable={!field.required} value={String(value) || null}
      placeholder={t('unset')} onChange={(next) => onChange(next ?? '')} />
  );
}

/** A file is sent at once; the record holds its hash. */
function BlobInput({ label, properties }: { label: string; properties: InputProperties }) {
  const { t } = useTranslation('records');
  const { field, value, error, onChange } = properties;
  return (
    <div>
      <FileInput id={`field-${field.name}`} label={label} error={error ?? null}
        onSent={(hash) => onChange(hash)} />
      {value === '' ? null : <p>{t('fileChosen', { hash: String(value).slice(0, 8) })}</p>}
    </div>
  );
}

const inputType: Partial<Record<Field['type'], string>> = {
  date: 'date', instant: 'datetime-local',
};

/** The input that a field's declaration asks for. */
export function FieldInput(properties: InputProperties) {
  const { field, value, onChange } = properties;
  const shared = useShared(properties);
  if (field.merge === 'set') {
    return <TagsInput {...shared} value={Array.isArray(value) ? value : []} onChange={onChange} />;
  }
  if (field.type === 'key' || field.type === 'ref') {
    return <RecordSelect shared={shared} properties={properties} />;
  }
  if (field.type === 'flag' || field.type === 'enumeration') {
    return <WordSelect shared={shared} properties={properties} />;
  }
  if (namesFile(field)) {
    return <BlobInput label={shared.label} properties={properties} />;
  }
  if (field.type === 'text' && (field.size_max ?? 0) > longText) {
    return <Textarea {...shared} value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  const isNumber = field.type === 'integer' || field.type === 'decimal';
  return (
    <TextInput {...shared} type={inputType[field.type] ?? 'text'} autoComplete="off"
      inputMode={field.type === 'integer' ? 'numeric' : isNumber ? 'decimal' : 'text'}
      value={String(value)} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
