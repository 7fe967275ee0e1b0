import { Button, Popover, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldOf } from '../../api/registry';
import type { Entity } from '../../api/types';
import type { ListSearch } from '../../app/router';
import { IconButton } from '../../look/icon_button';
import { IconFilter, IconX } from '../../look/icons';
import { useTerms } from '../../words/terms';
import styles from './list.module.css';
import {
  type Comparison, comparisonsOf, type Filter, filterable, filterText, readFilter, wordsOf,
} from './list_query';

interface Properties {
  entity: Entity;
  search: ListSearch;
  onChange: (search: ListSearch) => void;
}

function useFilterWords(entity: Entity) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  return ({ field, how, value }: Filter) => {
    const declared = fieldOf(entity, field);
    const isWord = declared && wordsOf(entity, declared) !== null;
    const shown = declared?.type === 'flag' ? t(value === 'true' ? 'yes' : 'no')
      : isWord ? terms.word(value) : value;
    return `${declared ? terms.label(declared) : field} ${t(`match_${how}`)} ${shown}`;
  };
}

function Form({ entity, onAdd }: { entity: Entity; onAdd: (filter: Filter) => void }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const fields = filterable(entity);
  const [name, setName] = useState(() =>
    (fields.find((field) => field.merge === 'state') ?? fields[0])?.name ?? '');
  const field = fieldOf(entity, name);
  const [how, setHow] = useState<Comparison | null>(null);
  const [value, setValue] = useState('');
  if (!field) return null;
  const possible = comparisonsOf(field);
  const chosen = how && possible.includes(how) ? how : possible[0] ?? 'eq';
  const words = wordsOf(entity, field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value !== '') onAdd({ field: name, how: chosen, value });
  };
  const wordText = (word: string) =>
    field.type === 'flag' ? t(word === 'true' ? 'yes' : 'no') : terms.word(word);
  return (
    <form className={styles.form} onSubmit={submit}>
      <Select label={t('filterField')} value={name} searchable allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        data={fields.map((one) => ({ value: one.name, label: terms.label(one) }))}
        onChange={(next) => { setName(next ?? name); setValue(''); }} />
      {possible.length > 1
        ? <Select label={t('filterHow')} value={chosen} allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={possible.map((one) => ({ value: one, label: t(`match_${one}`) }))}
            onChange={(next) => setHow(next as Comparison)} />
        : null}
      {words
        ? <Select label={t('filterValue')} value={value || null} data-autofocus
            comboboxProps={{ withinPortal: false }}
            data={words.map((word) => ({ value: word, label: wordText(word) }))}
            onChange={(next) => setValue(next ?? '')} />
        : <TextInput label={t('filterValue')} value={value} data-autofocus
            type={field.type === 'date' ? 'date' : 'text'}
            onChange={(event) => setValue(event.currentTarget.value)} />}
      <Button type="submit">{t('filterAdd')}</Button>
    </form>
  );
}

export function Filters({ entity, search, onChange }: Properties) {
  const { t } = useTranslation('records');
  const [opened, setOpened] = useState(false);
  const words = useFilterWords(entity);
  const filters = (search.filter ?? []).map(readFilter).filter((filter) => filter !== null);
  const set = (next: Filter[]) => {
    const { filter: _, ...rest } = search;
    onChange(next.length > 0 ? { ...rest, filter: next.map(filterText) } : rest);
  };
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus>
        <Popover.Target>
          <Button variant="default" leftSection={<IconFilter size={16} aria-hidden />}
            onClick={() => setOpened(!opened)}>
            {t('filter')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('filter')}>
          <Form entity={entity} onAdd={(filter) => {
            setOpened(false);
            set([...filters, filter]);
          }} />
        </Popover.Dropdown>
      </Popover>
      {filters.map((filter) => (
        <span key={filterText(filter)} className={styles.chip}>
          {words(filter)}
          <IconButton icon={IconX} label={t('filterRemove', { what: words(filter) })}
            onClick={() => set(filters.filter((one) => one !== filter))} />
        </span>
      ))}
    </>
  );
}
