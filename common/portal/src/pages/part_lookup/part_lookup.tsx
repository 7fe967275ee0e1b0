import { TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import {
  type KeyboardEvent, useDeferredValue, useEffect, useEffectEvent, useLayoutEffect, useRef, useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '../../api/types';
import { useIsStillHere } from '../../app/address';
import { useKey } from '../../app/keys';
import { IconSearch } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Empty, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { moved } from '../list/grid_moves';
import { PartCard } from './part_card';
import { findParts } from './part_facts';
import styles from './part_lookup.module.css';

const pageOfParts = 8;

/** Half a second without a key puts the text into the address, so that Back finds it again. */
function useAddress(text: string) {
  const navigate = useNavigate();
  const isStillHere = useIsStillHere();
  const write = useEffectEvent(() => {
    if (!isStillHere()) return;
    void navigate({ to: '/part-lookup', replace: true, search: text === '' ? {} : { q: text } });
  });
  useEffect(() => {
    const timer = setTimeout(write, 500);
    return () => clearTimeout(timer);
  }, [text]);
}

function PartLine({ row, isActive, at, choose }:
  { row: Row; isActive: boolean; at: number; choose: () => void }) {
  const { t } = useTranslation('parts');
  const terms = useTerms();
  const { part, display, description, status, brand } = row.data;
  const word = typeof status === 'string' ? status : '';
  return (
    <div id={`part-${at}`} role="option" aria-selected={isActive} onClick={choose}
      ref={(element) => { if (isActive) element?.scrollIntoView({ block: 'nearest' }); }}
      className={isActive ? `${styles.part} ${styles.on}` : styles.part}>
      <span className={styles.partNumber}>{String(display ?? part)}</span>
      <span className={styles.partText}>{String(description ?? '')}</span>
      <span className={styles.partBrand}>{String(brand)}</span>
      {word !== '' && word !== 'active'
        ? <Mark tone="wait" title={t('chain')}>{terms.word(word)}</Mark> : null}
    </div>
  );
}

function Parts({ rows, active, choose }:
  { rows: readonly Row[]; active: number; choose: (at: number) => void }) {
  const { t } = useTranslation('parts');
  return (
    <Panel flush>
      <div id="parts" role="listbox" aria-label={t('results')} className={styles.parts}>
        {rows.map((row, at) => (
          <PartLine key={row.id} row={row} at={at} isActive={at === active}
            choose={() => choose(at)} />
        ))}
      </div>
    </Panel>
  );
}

export function PartLookUpPage() {
  const { t } = useTranslation('parts');
  const { q } = useSearch({ from: '/part-lookup' });
  const [text, setText] = useState(q ?? '');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  // The letter is painted first; the list may come a moment later.
  const wanted = useDeferredValue(text.trim());
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['list', 'parts', 'look-up', wanted],
    queryFn: ({ signal }) => findParts(wanted, signal),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  useAddress(text);
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => setActive(0), [wanted]);
  useKey('search', () => input.current?.select());
  useKey('findPart', () => input.current?.select());
  const rows = wanted === '' ? [] : data ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Home' || event.key === 'End') return;
    const next = moved(event.key, active, rows.length, pageOfParts);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
  };
  const chosen = rows[Math.min(active, rows.length - 1)];
  return (
    <PageFrame title={t('title')}>
      <TextInput ref={input} size="md" className={styles.search ?? ''} aria-label={t('search')}
        role="combobox" aria-expanded={rows.length > 0} aria-controls="parts"
        aria-autocomplete="list" placeholder={t('placeholder')} autoComplete="off"
        spellCheck={false} leftSection={<IconSearch size={18} aria-hidden />} value={text}
        {...(rows.length > 0 ? { 'aria-activedescendant': `part-${active}` } : {})}
        onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKeyDown} />
      {error ? <Refusal error={error} /> : null}
      {wanted === '' ? <Panel><Empty text={t('start')} hint={t('startHint')} /></Panel> : null}
      {wanted !== '' && data && rows.length === 0 && !isPlaceholderData
        ? <Panel><Empty text={t('none', { text: wanted })} hint={t('noneHint')} /></Panel> : null}
      {rows.length > 0
        ? (
          <div className={styles.columns}>
            <Parts rows={rows} active={active} choose={setActive} />
            {chosen ? <PartCard row={chosen} lookUp={setText} /> : null}
          </div>
        ) : null}
    </PageFrame>
  );
}
