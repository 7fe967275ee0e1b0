import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useSchema, useStatus } from '../api/queries';
import { titleOf } from '../api/registry';
import type { Row } from '../api/types';
import { SyncMark } from '../look/mark';
import { useTerms } from '../words/terms';
import { workName } from './menu';
import { modulesOf, workPages } from './navigation';
import styles from './palette.module.css';
import { searchEverything } from './search';

interface Choice {
  key: string;
  group: string;
  text: string;
  row?: Row;
  go: () => void;
}

function usePageChoices(text: string): Choice[] {
  const { t } = useTranslation();
  const terms = useTerms();
  const entities = useSchema();
  const { role } = useStatus();
  const navigate = useNavigate();
  return useMemo(() => {
    const group = t('pages');
    const pages = workPages(role).map((to) => ({
      key: to, group, text: t(workName[to]), go: () => void navigate({ to }) }));
    const lists = modulesOf(entities, role).flatMap((module) => module.entities).map((entity) => ({
      key: entity.name, group, text: terms.collection(entity),
      go: () => void navigate({
        to: '/lists/$collection', params: { collection: entity.collection } }),
    }));
    const wanted = text.trim().toLowerCase();
    return [...pages, ...lists].filter((page) => page.text.toLowerCase().includes(wanted))
      .slice(0, wanted === '' ? pages.length : 6);
  }, [text, t, terms, entities, role, navigate]);
}

function useRecordChoices(text: string): { choices: Choice[]; isOld: boolean } {
  const terms = useTerms();
  const entities = useSchema();
  const navigate = useNavigate();
  const [wanted] = useDebouncedValue(text.trim(), 120);
  const { data, isFetching } = useQuery({
    queryKey: ['list', '*', 'search', wanted],
    queryFn: ({ signal }) => searchEverything(entities, wanted, signal),
    enabled: wanted.length >= 2,
  });
  const choices = (wanted.length < 2 ? [] : data ?? []).map(({ entity, row }) => ({
    key: row.id, group: terms.collection(entity), text: titleOf(entity, row), row,
    go: () => void navigate({ to: '/lists/$collection/$id',
      params: { collection: entity.collection, id: row.id } }),
  }));
  return { choices, isOld: isFetching || wanted !== text.trim() };
}

function Results(
  { choices, active, pick }: { choices: Choice[]; active: number; pick: (at: number) => void },
) {
  const { t } = useTranslation();
  return (
    <div id="found" role="listbox" aria-label={t('find')} className={styles.found}>
      {choices.map((choice, at) => (
        <div
          key={choice.key}
          id={`found-${at}`}
          role="option"
          aria-selected={at === active}
          className={at === active ? `${styles.choice} ${styles.on}` : styles.choice}
          ref={(element) => { if (at === active) element?.scrollIntoView({ block: 'nearest' }); }}
          onClick={() => pick(at)}
        >
          <span className={styles.text}>{choice.text}</span>
          {choice.row
            ? <SyncMark state={choice.row.sync.state} conflicts={choice.row.sync.conflicts} />
            : null}
          <span className={styles.group}>{choice.group}</span>
        </div>
      ))}
    </div>
  );
}

function Search({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  // Enter may come before what was typed is found: it waits for that, and takes nothing older.
  const [isAwaited, setAwaited] = useState(false);
  const records = useRecordChoices(text);
  const choices = [...records.choices, ...usePageChoices(text)];
  const input = useRef<HTMLInputElement>(null);
  // Who types on without waiting loses no letter.
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => setActive(0), [text]);
  const pick = (at: number) => {
    const choice = choices[at];
    if (!choice) return;
    onDone();
    choice.go();
  };
  const isTooShort = text.trim().length < 2;
  const isOld = records.isOld && !isTooShort;
  useEffect(() => {
    if (!isAwaited || isOld) return;
    setAwaited(false);
    pick(active);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') setAwaited(true);
    if (step === undefined) return;
    event.preventDefault();
    setActive(Math.min(Math.max(active + step, 0), Math.max(choices.length - 1, 0)));
  };
  return (
    <>
      <input
        ref={input}
        className={styles.input}
        role="combobox"
        aria-label={t('find')}
        aria-expanded={choices.length > 0}
        aria-controls="found"
        aria-autocomplete="list"
        {...(choices.length > 0 ? { 'aria-activedescendant': `found-${active}` } : {})}
        placeholder={t('findHint')}
        value={text}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAwaited(false);
        }}
        onKeyDown={onKeyDown}
      />
      {choices.length > 0
        ? <Results choices={choices} active={active} pick={pick} />
        : null}
      <p className={styles.hint} role="status">
        {choices.length === 0 && !isTooShort && !records.isOld
          ? t('findNothing', { text: text.trim() })
          : isTooShort ? t('findStart') : ''}
      </p>
    </>
  );
}

/** Ctrl+K: numbers of everything, and pages by name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} withCloseButton={false} size="lg" padding={0}
      centered={false} yOffset="10vh" attributes={{ content: { 'aria-label': t('find') } }}>
      <Search onDone={onClose} />
    </Modal>
  );
}

