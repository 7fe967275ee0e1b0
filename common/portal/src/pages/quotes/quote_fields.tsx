// The inputs of a quote: who asks, and the price that adds itself up.
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fieldOf } from '../../api/registry';
import type { Entity } from '../../api/types';
import { useTerms } from '../../words/terms';
import type { RecordForm } from '../shared/record_form';
import { WorkField } from '../shared/work_field';
import work from '../shared/shared.module.css';
import { percentOf, priceText } from './quote_sums';

const before = ['customer', 'contact', 'list_price', 'discount'];
const behind = ['valid_until', 'discount_reason'];

interface Properties {
  entity: Entity;
  form: Pick<RecordForm, 'values' | 'errors' | 'set'>;
}

/** The values as they are sent: the price follows from what was written. */
export function withPrice(values: RecordForm['values']): RecordForm['values'] {
  const text = (name: string) => String(values[name] ?? '');
  return { ...values, price: priceText(text('list_price'), text('discount')) };
}

export function QuoteFields({ entity, form }: Properties) {
  const { t } = useTranslation('trade');
  const terms = useTerms();
  const input = (name: string) => {
    const field = fieldOf(entity, name);
    return field ? <WorkField key={name} field={field} form={form} brand="" /> : null;
  };
  const text = (name: string) => String(form.values[name] ?? '');
  const percent = percentOf(text('list_price'), text('discount'));
  const price = fieldOf(entity, 'price');
  return (
    <div className={work.fields}>
      {before.map(input)}
      {price
        ? <TextInput id="field-price" label={terms.label(price)} readOnly withAsterisk
            value={priceText(text('list_price'), text('discount'))}
            error={form.errors.price ?? null}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            description={percent !== null && percent > 0 ? t('percentLess', { percent }) : null} />
        : null}
      {behind.map(input)}
    </div>
  );
}
