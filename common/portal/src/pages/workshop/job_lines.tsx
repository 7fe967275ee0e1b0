import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { sendJson } from '../../api/client';
import { permits } from '../../api/permits';
import { useEntity } from '../../api/queries';
import { fieldOf } from '../../api/registry';
import type { Entity, Row, Value } from '../../api/types';
import { usePermits, usePerson } from '../../app/session';
import { IconButton } from '../../look/icon_button';
import { IconPlus, IconX } from '../../look/icons';
import { Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { decimalOf } from '../../words/values';
import { useLineDraft } from '../shared/line_draft';
import { moneyText } from '../shared/money';
import { sources, Suggest } from '../shared/suggest';
import { useLineEntry } from '../shared/use_line_entry';
import { isUnanswered, untilAnswered } from '../shared/wish';
import lineStyles from '../shared/lines.module.css';
import work from '../shared/shared.module.css';
import { knownOf } from './line_prices';
import { binFor, issue, putBack, takeBack } from './line_stock';
import {
  draftAfter, emptyDraft, type JobLineDraft, lineWish, netOf, nextNumber, taxCodes,
} from './line_wishes';
import styles from './workshop.module.css';

interface Charged {
  order: Row;
  job: Row;
  brand: string;
}

function useLabel(entity: Entity) {
  const terms = useTerms();
  return (name: string) => {
    const field = fieldOf(entity, name);
    return field ? terms.label(field) : name;
  };
}

/** May whoever sits here take parts off the shelf? */
function useMayIssue(): boolean {
  const person = usePerson();
  const words = usePermits();
  return person === null || permits(words, 'stock.move:write');
}

/** What a line changes. */
const moved = ['order-lines', 'bins', 'moves'];

function documentOf(order: Row): string {
  return String(order.data.number ?? order.id);
}

interface Sent {
  /** The shelf that the part leaves; none where nothing does. */
  bin: Row | null;
  quantity: string;
  data: Record<string, Value>;
}

function refreshAfter(client: ReturnType<typeof useQueryClient>) {
  for (const name of moved) void client.invalidateQueries({ queryKey: ['list', name] });
  void client.invalidateQueries({ queryKey: ['answer'] });
}

/** Takes the part off the shelf, then charges it. */
async function charge({ bin, quantity, data }: Sent, document: string, key: string) {
  if (bin) await issue(bin, quantity, document, `${key}:move`);
  try {
    return await sendJson<Row>('POST', '/order-lines', { data }, { key });
  } catch (error) {
    // What nobody is charged with goes back on the shelf.
    if (bin && !isUnanswered(error)) await putBack(bin, quantity, document, `${key}:back`);
    throw error;
  }
}

function useEntry({ order, job, brand }: Charged, lines: readonly Row[]) {
  const client = useQueryClient();
  const mayIssue = useMayIssue();
  const line = useLineDraft(emptyDraft,
    (draft) => knownOf(draft, job, brand, String(order.data.opened_on)));
  const entry = useLineEntry<JobLineDraft, Sent>(line, {
    after: draftAfter,
    prepare: async (draft) => {
      const leaves = draft.kind === 'part' && mayIssue && draft.unit_price !== '';
      const bin = leaves
        ? await binFor(draft.item, draft.quantity, String(order.data.branch)) : null;
      return { bin, quantity: draft.quantity,
        data: lineWish(draft, order, job, nextNumber(lines, 'line'),
          bin ? { bin: bin.data.bin ?? null } : {}) };
    },
    write: (sent, key) => charge(sent, documentOf(order), key),
    refresh: () => refreshAfter(client),
  });
  return { line, entry };
}

function useRemove(order: Row) {
  const client = useQueryClient();
  const mayIssue = useMayIssue();
  return useMutation({
    ...untilAnswered,
    mutationFn: async (row: Row) => {
      const done = await sendJson('POST', `/order-lines/${row.id}:void`, {},
        { version: row.version, key: `void-${row.id}-${row.version}` });
      if (row.data.bin && mayIssue) await takeBack(row, documentOf(order), `back-${row.id}`);
      return done;
    },
    onSettled: () => refreshAfter(client),
  });
}

/** Tax codes that have a rate; none where nobody keeps rates. */
function useTaxCodes(): string[] {
  const isKnown = useEntity('tax-rates') !== undefined;
  const { data } = useQuery({ ...rowsQuery('tax-rates'), enabled: isKnown });
  return taxCodes(data ?? []);
}

function TaxSelect({ label, value, onChange }:
  { label: string; value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation('workshop');
  const codes = useTaxCodes();
  if (codes.length === 0) return null;
  return (
    <NativeSelect size="sm" aria-label={label} title={label} className={styles.tax ?? ''}
      value={value} data={[{ value: '', label: t('taxNone') }, ...codes]}
      onChange={(event) => onChange(event.currentTarget.value)} />
  );
}

function LineRow({ entity, row, remove }:
  { entity: Entity; row: Row; remove: (() => void) | null }) {
  const { t, i18n } = useTranslation('workshop');
  const terms = useTerms();
  const label = useLabel(entity);
  const text = (name: string) => String(row.data[name] ?? '');
  const decimal = (value: string, digits: number) =>
    (value === '' ? '' : decimalOf(value, digits, i18n.language));
  return (
    <tr>
      <th scope="row" data-label={label('kind')}>{terms.word(text('kind'))}</th>
      <td data-label={label('item')}>{text('item')}{' '}
        {text('bin') ? <span className={work.soft}>{t('fromBin', { bin: text('bin') })}</span>
          : null}</td>
      <td data-label={label('quantity')} className={work.number}>{decimal(text('quantity'), 3)}</td>
      <td data-label={label('unit_price')} className={work.number}>
        {decimal(text('unit_price'), 2)}</td>
      <td data-label={label('discount')} className={work.number}>{decimal(text('discount'), 2)}</td>
      <td data-label={t('net')} className={work.number}>
        {decimal(moneyText(netOf(row)), 2)}
        {text('tax_code') ? <> <span className={work.soft}>{text('tax_code')}</span></> : null}
      </td>
      <td>{remove
        ? <IconButton icon={IconX} label={t('removeLine', { item: text('item') })}
            onClick={remove} /> : null}</td>
    </tr>
  );
}

/** The line that is being typed. */
function EntryRow({ entity, charged, lines }:
  { entity: Entity; charged: Charged; lines: readonly Row[] }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const label = useLabel(entity);
  const { line, entry } = useEntry(charged, lines);
  const { draft, set, item } = line;
  const { errors, refusal } = entry;
  const input = (name: 'quantity' | 'unit_price' | 'discount') => (
    <td className={styles.short} data-label={label(name)}>
      <TextInput name={name} aria-label={label(name)} placeholder={label(name)}
        inputMode="decimal" autoComplete="off" value={draft[name]} error={errors[name] ?? null}
        onChange={(event) => set(name)(event.currentTarget.value)} />
    </td>
  );
  return (
    <>
      {refusal ? <tr><td colSpan={7}><Refusal error={refusal} /></td></tr> : null}
      <tr ref={line.row} className={styles.entry} onKeyDown={entry.onKeyDown}>
        <td data-label={label('kind')}>
          <NativeSelect size="sm" aria-label={label('kind')} className={styles.kind ?? ''}
            value={draft.kind} onChange={(event) => set('kind')(event.currentTarget.value)}
            data={(fieldOf(entity, 'kind')?.words ?? [])
              .map((word) => ({ value: word, label: terms.word(word) }))} />
        </td>
        <td data-label={label('item')}><div className={styles.item}>
          <Suggest ref={item} id="line-item" label={label('item')} isHidden brand={charged.brand}
            source={draft.kind === 'part' ? sources.causal_part
              : draft.kind === 'labour' ? sources.operation : undefined}
            value={draft.item} onChange={set('item')} onBlur={() => void line.suggest()}
            error={errors.item ?? null} />
        </div></td>
        {input('quantity')}
        {input('unit_price')}
        {input('discount')}
        <td data-label={label('tax_code')}>
          <TaxSelect label={label('tax_code')} value={draft.tax_code} onChange={set('tax_code')} />
        </td>
        <td>
          <Button variant="light" size="sm" loading={entry.isBusy} aria-label={t('addLine')}
            onClick={entry.submit}><IconPlus size={16} aria-hidden /></Button>
        </td>
      </tr>
    </>
  );
}

const heads = ['kind', 'item', 'quantity', 'unit_price', 'discount'] as const;

/** What a job is charged with. A line is never changed: it is taken back and written again. */
export function JobLines({ order, job, brand, isOpen }: Charged & { isOpen: boolean }) {
  const { t, i18n } = useTranslation('workshop');
  const entity = useEntity('order-lines');
  const { data, error } = useQuery(
    rowsQuery('order-lines', { filter: [`repair_order:eq:${order.id}`] }));
  const remove = useRemove(order);
  const label = useLabel(entity ?? { fields: [] } as unknown as Entity);
  if (!entity) return null;
  const all = data ?? [];
  const lines = all.filter((row) => row.data.job === job.id)
    .toSorted((a, b) => Number(a.data.line) - Number(b.data.line));
  const title = t('linesOf', { job: String(job.data.job) });
  if (lines.length === 0 && !isOpen) return <p className={work.none}>{t('noLines')}</p>;
  return (
    <div className={work.scroll} role="group" tabIndex={0} aria-label={title}>
      {error ? <Refusal error={error} /> : null}
      {remove.failureReason ? <Refusal error={remove.failureReason} /> : null}
      <table className={`${work.table} ${lineStyles.lines} ${styles.grid}`}>
        <thead>
          <tr>
            {heads.map((name, at) => (
              <th key={name} scope="col" className={at > 1 ? work.number : ''}>{label(name)}</th>
            ))}
            <th scope="col" className={work.number}>{t('net')}</th>
            <th scope="col"><span className={work.spoken}>{t('lineActions')}</span></th>
          </tr>
        </thead>
        <tbody>
          {lines.map((row) => (
            <LineRow key={row.id} entity={entity} row={row}
              remove={isOpen ? () => remove.mutate(row) : null} />
          ))}
          {isOpen && data
            ? <EntryRow entity={entity} charged={{ order, job, brand }} lines={all} /> : null}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>{t('net')}</th>
            <td className={work.number}>
              {decimalOf(moneyText(lines.reduce((sum, row) => sum + netOf(row), 0)), 2,
                i18n.language)}
            </td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
