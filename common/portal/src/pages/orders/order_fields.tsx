// The inputs of an order: brand and model of the catalogue, options by their codes.
import { Select, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { rowsQuery } from '../../api/answers';
import { useStatus } from '../../api/queries';
import type { Field, Row, Value } from '../../api/types';
import { useTerms } from '../../words/terms';
import type { RecordForm } from '../shared/record_form';
import { WorkField } from '../shared/work_field';
import { type Choice, choicesOf, listOf } from './order_words';

const optionFields = new Set(['required', 'excluded', 'preferred']);

/** Brands that the dealer sells; all that are known where no dealer is. */
export function useBrands(): string[] {
  const { dealer } = useStatus();
  const dealers = useQuery({ ...rowsQuery('dealers', { filter: [`dealer:eq:${dealer ?? ''}`] }),
    enabled: dealer !== undefined });
  const brands = useQuery({ ...rowsQuery('brands'),
    enabled: dealer === undefined });
  const sold = dealers.data?.[0]?.data.brands;
  if (Array.isArray(sold)) return sold.toSorted();
  return (brands.data ?? []).map((row) => String(row.data.brand)).toSorted();
}

function useChoices(collection: string, key: string, filter: string[], isOn: boolean): Choice[] {
  const { data } = useQuery({ ...rowsQuery(collection, { filter }), enabled: isOn });
  return choicesOf(data ?? [], key);
}

const labelled = (choices: readonly Choice[], present: string) => {
  const rows = choices.map(({ code, text }) =>
    ({ value: code, label: text ? `${code} · ${text}` : code }));
  const isThere = present === '' || choices.some((one) => one.code === present);
  return isThere ? rows : [...rows, { value: present, label: present }];
};

interface Properties {
  field: Field;
  form: Pick<RecordForm, 'values' | 'errors' | 'set'>;
  /** An order keeps its brand. */
  order: Row | null;
}

function OptionField({ field, form, options }: Properties & { options: readonly Choice[] }) {
  const terms = useTerms();
  const texts = new Map(options.map(({ code, text }) => [code, text]));
  return (
    <TagsInput id={`field-${field.name}`} label={terms.label(field)} autoComplete="off"
      openOnFocus={false} data={options.map((one) => one.code)} value={listOf(form.values[field.name])}
      error={form.errors[field.name] ?? null}
      renderOption={({ option }) => (
        <span><strong>{option.value}</strong> {texts.get(option.value) ?? ''}</span>
      )}
      onChange={(codes) => form.set(field.name, codes.join(', '))} />
  );
}

/** The input of one field, with what the catalogue offers for it. */
export function OrderField(properties: Properties) {
  const { field, form, order } = properties;
  const terms = useTerms();
  const brands = useBrands();
  const text = (name: string, value: Value | undefined) => String(form.values[name] ?? value ?? '');
  const brand = text('brand', order?.data.brand);
  const model = text('model', order?.data.model);
  const isOption = optionFields.has(field.name);
  const models = useChoices('models', 'model', [`brand:eq:${brand}`],
    field.name === 'model' && brand !== '');
  const options = useChoices('options', 'option', [`brand:eq:${brand}`, `model:eq:${model}`],
    isOption && brand !== '' && model !== '');
  if (isOption) return <OptionField {...properties} options={options} />;
  if (field.name !== 'model' && field.name !== 'brand') {
    return <WorkField field={field} form={form} brand={brand} />;
  }
  const choices = field.name === 'model' ? models : brands.map((code) => ({ code, text: '' }));
  const value = String(form.values[field.name] ?? '');
  return (
    <Select id={`field-${field.name}`} label={terms.label(field)} searchable
      withAsterisk={field.required} data={labelled(choices, value)} value={value || null}
      error={form.errors[field.name] ?? null}
      onChange={(next) => form.set(field.name, next ?? '')} />
  );
}

/** What somebody orders by; everything else is one fold away. */
export const ahead = ['brand', 'model', 'kind', 'wanted_on', 'required', 'preferred'];
/** Written by the verbs, by the importer, or by nobody. */
export const byOthers = new Set(['branch', 'number', 'submitted_on', 'received_on']);
