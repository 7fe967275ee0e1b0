import type { ReactNode } from 'react';
import type { Field } from '../../api/types';
import { useTerms } from '../../words/terms';
import { FieldInput } from '../form/inputs';
import type { RecordForm } from './record_form';
import { sources, Suggest } from './suggest';

/** The words of customer and technician are sentences, whatever length is declared. */
const prose = new Set(['complaint', 'cause', 'correction', 'customer_note', 'story']);
const proseSize = 65_536;

interface Properties {
  field: Field;
  form: Pick<RecordForm, 'values' | 'errors' | 'set'>;
  brand: string;
  /** What is to be said of the field, for example by the rules. */
  note?: ReactNode;
}

/** The input of a field, with what the catalogue knows of it. */
export function WorkField({ field, form, brand, note }: Properties) {
  const terms = useTerms();
  const value = form.values[field.name] ?? '';
  const error = form.errors[field.name];
  const source = sources[field.name];
  if (source && field.type === 'text' && field.merge !== 'set') {
    return (
      <Suggest id={`field-${field.name}`} source={source} brand={brand} label={terms.label(field)}
        value={String(value)} error={error ?? null} withAsterisk={field.required}
        {...(note ? { description: note } : {})}
        onChange={(next) => form.set(field.name, next)} />
    );
  }
  const shown = prose.has(field.name) ? { ...field, size_max: proseSize } : field;
  return (
    <FieldInput field={shown} value={value} error={error} {...(note ? { note } : {})}
      onChange={(next) => form.set(field.name, next)} />
  );
}
