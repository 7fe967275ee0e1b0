// Numbers and codes that the catalogue knows, offered while somebody types. Anything else may be
// typed as well: the daemon says what it makes of it.
import { Autocomplete, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import { listRows } from '../../api/answers';
import { compactNumber } from '../../api/registry';
import { useSchema } from '../../api/queries';
import type { Row } from '../../api/types';

export interface Source {
  collection: string;
  key: string;
  text: string;
  filter?: string;
  isOfBrand?: boolean;
  /** Thousands: asked for by the beginning that was typed. */
  isLarge?: boolean;
}

export const sources: Record<string, Source> = {
  complaint_code: { collection: 'codes', key: 'code', text: 'text', filter: 'set:eq:complaint' },
  cause_code: { collection: 'codes', key: 'code', text: 'text', filter: 'set:eq:cause' },
  operation: { collection: 'operations', key: 'operation', text: 'description', isOfBrand: true },
  component: { collection: 'warranty-plans', key: 'component', text: 'plan', isOfBrand: true },
  causal_part: { collection: 'parts', key: 'part', text: 'description', isOfBrand: true,
    isLarge: true },
};

const most = 30;
/** Wide enough for a number and what it is, whatever the width of the field. */
const listWidth = 300;

/** A key is offered once, whatever plans or editions it stands in; in their order. */
export function textsByKey(source: Source, rows: readonly Row[]): Map<string, string> {
  const out = new Map<string, string>();
  for (const row of rows) {
    const key = String(row.data[source.key] ?? '');
    const text = String(row.data[source.text] ?? '');
    if (key !== '' && !out.has(key)) out.set(key, text);
  }
  return new Map([...out].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function useTexts(source: Source | undefined, brand: string, typed: string): Map<string, string> {
  const isThere = useSchema().some((entity) => entity.collection === source?.collection);
  const [wanted] = useDebouncedValue(source?.isLarge ? compactNumber(typed) : '', 150);
  const { data } = useQuery({
    queryKey: ['list', source?.collection ?? '', 'suggest', source?.filter ?? '', brand, wanted],
    queryFn: ({ signal }) => {
      const filter = source?.filter ? [source.filter] : [];
      if (source?.isOfBrand && brand !== '') filter.push(`brand:eq:${brand}`);
      if (source?.isLarge) filter.push(`${source.key}:prefix:${wanted}`);
      return listRows(source?.collection ?? '',
        source?.isLarge ? { filter, limit: most } : { filter }, signal);
    },
    enabled: source !== undefined && isThere && (!source.isLarge || wanted.length >= 2),
    placeholderData: keepPreviousData,
  });
  return source ? textsByKey(source, data ?? []) : new Map();
}

interface Properties {
  source: Source | undefined;
  brand: string;
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  description?: ReactNode;
  withAsterisk?: boolean;
  isHidden?: boolean;
  ref?: Ref<HTMLInputElement>;
  onBlur?: () => void;
}

export function Suggest(properties: Properties) {
  const { source, brand, id, label, value, onChange, error, description, withAsterisk, isHidden,
    ref, onBlur } = properties;
  const texts = useTexts(source, brand, value);
  const filter: OptionsFilter = ({ options, search }) => {
    const wanted = search.trim().toLowerCase();
    return (options as ComboboxItem[]).filter((option) =>
      `${option.value} ${texts.get(option.value) ?? ''}`.toLowerCase().includes(wanted));
  };
  return (
    <Autocomplete id={id} size="sm" value={value} onChange={onChange} data={[...texts.keys()]}
      limit={most} comboboxProps={{ position: 'bottom-start', width: listWidth }}
      autoComplete="off" spellCheck={false} openOnFocus={false}
      {...(source?.isLarge ? {} : { filter })}
      {...(isHidden ? { 'aria-label': label } : { label })}
      {...(ref ? { ref } : {})} {...(onBlur ? { onBlur } : {})}
      error={error ?? null} withAsterisk={withAsterisk ?? false}
      {...(description ? { description,
        inputWrapperOrder: ['label', 'input', 'error', 'description'] } : {})}
      renderOption={({ option }) => (
        <span><strong>{option.value}</strong> {texts.get(option.value) ?? ''}</span>
      )} />
  );
}
