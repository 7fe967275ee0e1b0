import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { sendJson } from '../../api/client';
import { useEntity, useStatus } from '../../api/queries';
import { fieldOf, placeOf } from '../../api/registry';
import type { Entity, Row, Value } from '../../api/types';
import { IconButton } from '../../look/icon_button';
import { IconPlus, IconX } from '../../look/icons';
import { Empty, Loading, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import { type Suggestion, useLineDraft } from '../shared/line_draft';
import { lineAmount, moneyText } from '../shared/money';
import { sources, Suggest } from '../shared/suggest';
import { useLineEntry } from '../shared/use_line_entry';
import { untilAnswered } from '../shared/wish';
import work from '../shared/shared.module.css';
import {
  type ClaimLineDraft, emptyLine, entryOf, lineAfter, numberAfter, totalOf, wishOf,
} from './line_entry';
import { suggestLine } from './line_prices';
import styles from './warranty.module.css';

const possible = ['kind', 'item', 'quantity', 'unit_price', 'technician', 'worked_on'] as const;
type Column = (typeof possible)[number];
const numbers = new Set(['quantity', 'unit_price']);

function refreshAfter(client: ReturnType<typeof useQueryClient>) {
  void client.invalidateQueries({ queryKey: ['list', 'claim-lines'] });
  void client.invalidateQueries({ queryKey: ['answer'] });
}

/** The columns that this daemon knows. */
function columnsOf(entity: Entity): Column[] {
  return possible.filter((name) => fieldOf(entity, name));
}

function useLabels(entity: Entity) {
  const terms = useTerms();
  return (name: string) => {
    const field = fieldOf(entity, name);
    return field ? terms.label(field) : name;
  };
}

function LineRow({ entity, row, remove }:
  { entity: Entity; row: Row; remove: (() => void) | null }) {
  const { t, i18n } = useTranslation('warranty');
  const terms = useTerms();
  const label = useLabels(entity);
  const amount = lineAmount(String(row.data.quantity ?? ''), String(row.data.unit_price ?? ''));
  const text = (name: string) => String(row.data[name] ?? '');
  const day = text('worked_on');
  return (
    <tr>
      <th scope="row" data-label={label('kind')}>{terms.word(text('kind'))}</th>
      <td data-label={label('item')}>{text('item')}</td>
      <td data-label={label('quantity')} className={work.number}>
        {decimalOf(text('quantity'), 3, i18n.language)}
      </td>
      <td data-label={label('unit_price')} className={work.number}>
        {decimalOf(text('unit_price'), 2, i18n.language)}
      </td>
      {fieldOf(entity, 'technician')
        ? <td data-label={label('technician')}>{text('technician')}</td> : null}
      {fieldOf(entity, 'worked_on')
        ? <td data-label={label('worked_on')}>{day ? dateOf(day, i18n.language) : ''}</td> : null}
      <td data-label={t('lineAmount')} className={work.number}>
        {amount === null ? '' : decimalOf(moneyText(amount), 2, i18n.language)}
      </td>
      <td>
        {remove
          ? <IconButton icon={IconX} label={t('removeLine', { item: text('item') })}
              onClick={remove} /> : null}
      </td>
    </tr>
  );
}

/** What the catalogue says of the line; nothing when it does not know the item. */
function known(draft: ClaimLineDraft, claim: Row): Promise<Suggestion> {
  return suggestLine(draft, String(claim.data.brand), String(claim.data.failure_on))
    .catch(() => ({}));
}

function useRemove() {
  const client = useQueryClient();
  return useMutation({
    ...untilAnswered,
    mutationFn: (row: Row) => sendJson('POST', `/claim-lines/${row.id}:void`, {},
      { version: row.version, key: `void-${row.id}-${row.version}` }),
    onSettled: () => refreshAfter(client),
  });
}

/** The line that is being typed; Ctrl D takes the one above it once more. */
function useEntry(claim: Row, lines: readonly Row[]) {
  const client = useQueryClient();
  const line = useLineDraft(emptyLine, (draft) => known(draft, claim));
  const entry = useLineEntry<ClaimLineDraft, Record<string, Value>>(line, {
    after: lineAfter,
    prepare: (draft) => wishOf(draft, claim, numberAfter(lines)),
    write: (data, key) => sendJson<Row>('POST', '/claim-lines', { data }, { key }),
    refresh: () => refreshAfter(client),
  });
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const last = lines.at(-1);
    if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey) && last) {
      event.preventDefault();
      line.begin(entryOf(last), true);
    } else {
      entry.onKeyDown(event);
    }
  };
  return { line, entry, onKeyDown };
}

function EntryRow({ entity, claim, lines }: { entity: Entity; claim: Row; lines: readonly Row[] }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const label = useLabels(entity);
  const { line, entry, onKeyDown } = useEntry(claim, lines);
  const { draft, set } = line;
  const columns = columnsOf(entity);
  const { errors, refusal } = entry;
  const input = (name: 'quantity' | 'unit_price' | 'technician' | 'worked_on', kind: string) => (
    <td key={name}>
      <TextInput name={name} aria-label={label(name)} placeholder={label(name)} className={kind}
        autoComplete="off" type={name === 'worked_on' ? 'date' : 'text'} value={draft[name]}
        inputMode={numbers.has(name) ? 'decimal' : 'text'} error={errors[name] ?? null}
        onChange={(event) => set(name)(event.currentTarget.value)} />
    </td>
  );
  return (
    <>
      {refusal
        ? <tr><td colSpan={columns.length + 2}><Refusal error={refusal} /></td></tr> : null}
      <tr ref={line.row} className={styles.entry} onKeyDown={onKeyDown}>
        <td>
          <NativeSelect size="sm" aria-label={label('kind')} className={styles.kind ?? ''}
            value={draft.kind} onChange={(event) => set('kind')(event.currentTarget.value)}
            data={(fieldOf(entity, 'kind')?.words ?? [])
              .map((word) => ({ value: word, label: terms.word(word) }))} />
        </td>
        <td>
          <div className={styles.item}>
            <Suggest ref={line.item} id="line-item" label={label('item')} isHidden
              brand={String(claim.data.brand)}
              source={draft.kind === 'part' ? sources.causal_part
                : draft.kind === 'labour' ? sources.operation : undefined}
              value={draft.item} onChange={set('item')} onBlur={() => void line.suggest()}
              error={errors.item ?? null} />
          </div>
        </td>
        {input('quantity', styles.short ?? '')}
        {input('unit_price', styles.short ?? '')}
        {columns.includes('technician') ? input('technician', styles.short ?? '') : null}
        {columns.includes('worked_on') ? input('worked_on', styles.day ?? '') : null}
        <td />
        <td>
          <Button variant="light" size="sm" loading={entry.isBusy} aria-label={t('addLine')}
            onClick={entry.submit}><IconPlus size={16} aria-hidden /></Button>
        </td>
      </tr>
    </>
  );
}

function Heads({ entity }: { entity: Entity }) {
  const { t } = useTranslation('warranty');
  const label = useLabels(entity);
  return (
    <thead>
      <tr>
        {columnsOf(entity).map((name) => (
          <th key={name} scope="col" className={numbers.has(name) ? work.number : ''}>
            {label(name)}
          </th>
        ))}
        <th scope="col" className={work.number}>{t('lineAmount')}</th>
        <th scope="col"><span className={work.spoken}>{t('lineActions')}</span></th>
      </tr>
    </thead>
  );
}

/** Parts, labour and what others have billed. A line is never changed: it is removed and written
    again. */
export function ClaimLines({ claim, isOpen }: { claim: Row; isOpen: boolean }) {
  const { t, i18n } = useTranslation('warranty');
  const terms = useTerms();
  const entity = useEntity('claim-lines');
  const place = placeOf(useStatus());
  const { data, error, isPending } = useQuery(
    rowsQuery('claim-lines', { filter: [`claim:eq:${claim.id}`] }));
  const remove = useRemove();
  if (!entity) return null;
  const lines = (data ?? []).toSorted((a, b) => Number(a.data.line) - Number(b.data.line));
  const isMine = isOpen && place.side === 'node';
  const columns = columnsOf(entity);
  return (
    <Panel title={terms.collection(entity)} flush>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} /> : null}
      {remove.failureReason ? <Refusal error={remove.failureReason} /> : null}
      {data && lines.length === 0 && !isMine ? <Empty text={t('noLines')} /> : null}
      {data && (lines.length > 0 || isMine)
        ? (
          <div className={work.scroll} role="group" tabIndex={0}
            aria-label={terms.collection(entity)}>
            <table className={`${work.table} ${styles.lines}`}>
              <Heads entity={entity} />
              <tbody>
                {lines.map((row) => (
                  <LineRow key={row.id} entity={entity} row={row}
                    remove={isMine ? () => remove.mutate(row) : null} />
                ))}
                {isMine ? <EntryRow entity={entity} claim={claim} lines={lines} /> : null}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" colSpan={columns.length}>{t('total')}</th>
                  <td className={work.number}>
                    {decimalOf(moneyText(totalOf(lines)), 2, i18n.language)}
                  </td>
                  <td />
                </tr>
              </tfoot>
            </table>
          </div>
        ) : null}
      {isMine ? <p className={`${styles.keys} ${work.padded}`}>{t('lineKeys')}</p> : null}
    </Panel>
  );
}
