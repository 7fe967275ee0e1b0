import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useKey } from '../../app/keys';
import { Panel } from '../../look/page';
import { choicesOf } from '../orders/order_words';
import { useBrands } from '../orders/order_fields';
import work from '../shared/shared.module.css';
import styles from '../shared/lines.module.css';
import type { RunTerms } from './run_terms';

/** What is said of a value stands below it: inputs of a row stay side by side. */
const below: { inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[] } = {
  inputWrapperOrder: ['label', 'input', 'error', 'description'],
};

interface Properties {
  terms: RunTerms;
  set: (change: Partial<RunTerms>) => void;
  onPreview: () => void;
  isBusy: boolean;
}

/** The run's name, whose cars, and how they are divided. */
export function TermsForm({ terms, set, onPreview, isBusy }: Properties) {
  const { t } = useTranslation('trade');
  const brands = useBrands();
  const form = useRef<HTMLFormElement>(null);
  const models = useQuery({ ...rowsQuery('models',
    { filter: [`brand:eq:${terms.brand}`] }), enabled: terms.brand !== '' });
  useKey('save', () => form.current?.requestSubmit());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onPreview();
  };
  return (
    <Panel title={t('terms')}>
      <form ref={form} noValidate onSubmit={submit}>
        <div className={styles.terms}>
          <Select id="run-brand" label={t('brand')} data={brands} value={terms.brand || null}
            withAsterisk onChange={(brand) => set({ brand: brand ?? '', models: [],
              overrides: {} })} />
          <TextInput id="run-name" label={t('runName')} value={terms.run} withAsterisk
            autoComplete="off" description={t('runNameHint')} {...below}
            onChange={(event) => set({ run: event.currentTarget.value })} />
          <TagsInput id="run-models" label={t('models')} value={terms.models}
            description={t('modelsHint')} {...below} openOnFocus={false}
            data={choicesOf(models.data ?? [], 'model').map((one) => one.code)}
            onChange={(chosen) => set({ models: chosen })} />
          <Select id="run-method" label={t('method')} value={terms.method} allowDeselect={false}
            data={[{ value: 'balanced', label: t('method_balanced') },
              { value: 'turn-and-earn', label: t('method_turn') }]}
            onChange={(method) => set({ method: method as RunTerms['method'] })} />
          <TextInput id="run-percent" label={t('percent')} value={terms.percent}
            inputMode="numeric" description={t('percentHint')} {...below}
            onChange={(event) => set({ percent: event.currentTarget.value })} />
          <TextInput id="run-window" label={t('window')} value={terms.windowDays}
            inputMode="numeric"
            onChange={(event) => set({ windowDays: event.currentTarget.value })} />
          <TextInput id="run-arrives" label={t('arrivesOn')} type="date" value={terms.arrivesOn}
            onChange={(event) => set({ arrivesOn: event.currentTarget.value })} />
        </div>
        <div className={work.actions}>
          <Button type="submit" size="sm" variant="light" loading={isBusy}
            disabled={terms.brand === '' || terms.run.trim() === ''}
            rightSection={<kbd>Ctrl Enter</kbd>}>{t('whatIf')}</Button>
        </div>
      </form>
    </Panel>
  );
}
