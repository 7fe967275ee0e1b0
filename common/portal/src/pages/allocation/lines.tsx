// The outcome of a run as tables: each dealer's line and each order's.
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../look/mark';
import { Panel } from '../../look/page';
import { decimalOf } from '../../words/values';
import work from '../shared/shared.module.css';
import styles from '../shared/lines.module.css';
import type { DealerLine, OrderLine, Override, Preview } from './run_terms';
import { vinsOf } from './run_terms';

const inputHeads = ['dealer', 'demand', 'salesIn', 'stockNow', 'quota', 'headroom', 'guarantee',
  'daysBefore'] as const;
const outcomeHeads = ['dealer', 'cap', 'units', 'daysBefore', 'daysAfter', 'why'] as const;

/** What goes in: open orders, sales, stock, quota and credit of each dealer. */
export function InputTable({ lines }: { lines: readonly DealerLine[] }) {
  const { t, i18n } = useTranslation('trade');
  return (
    <div className={work.scroll} role="group" tabIndex={0} aria-label={t('inputs')}>
      <table className={`${work.table} ${styles.lines}`}>
        <thead>
          <tr>{inputHeads.map((head) => (
            <th key={head} scope="col" className={head === 'dealer' ? '' : work.number}>
              {t(head)}
            </th>))}</tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.dealer}>
              <th scope="row" data-label={t('dealer')}>{line.dealer}</th>
              <td data-label={t('demand')} className={work.number}>{line.demand}</td>
              <td data-label={t('salesIn')} className={work.number}>{line.sales}</td>
              <td data-label={t('stockNow')} className={work.number}>{line.stock}</td>
              <td data-label={t('quota')} className={work.number}>{line.quota ?? t('noLimit')}</td>
              <td data-label={t('headroom')} className={work.number}>
                {decimalOf(line.headroom, 2, i18n.language)}
              </td>
              <td data-label={t('guarantee')} className={work.number}>{line.guarantee}</td>
              <td data-label={t('daysBefore')} className={work.number}>{line.days_before}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What comes out for each dealer, and why. */
export function DealerTable({ lines }: { lines: readonly DealerLine[] }) {
  const { t } = useTranslation('trade');
  return (
    <Panel title={t('dealerLines')} flush>
      <div className={work.scroll} role="group" tabIndex={0} aria-label={t('dealerLines')}>
        <table className={`${work.table} ${styles.lines}`}>
          <thead>
            <tr>{outcomeHeads.map((head) => (
              <th key={head} scope="col"
                className={['dealer', 'why'].includes(head) ? '' : work.number}>{t(head)}</th>
            ))}</tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.dealer}>
                <th scope="row" data-label={t('dealer')}>{line.dealer}</th>
                <td data-label={t('cap')} className={work.number}>{line.cap}</td>
                <td data-label={t('units')} className={work.number}>{line.units}</td>
                <td data-label={t('daysBefore')} className={work.number}>{line.days_before}</td>
                <td data-label={t('daysAfter')} className={work.number}>{line.days_after}</td>
                <td data-label={t('why')}>{line.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

interface OverrideProperties {
  line: OrderLine;
  vins: readonly string[];
  onDone: (override: Override | null) => void;
}

/** Another car for one order, and why; in the row where it belongs. */
function OverrideForm({ line, vins, onDone }: OverrideProperties) {
  const { t } = useTranslation('trade');
  const [vin, setVin] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isAsked, setAsked] = useState(false);
  const take = () => {
    setAsked(true);
    if (vin && reason.trim() !== '') onDone({ vin, reason: reason.trim() });
  };
  return (
    <div className={styles.inline}>
      <Select id="override-vin" label={t('otherCar')} searchable value={vin} onChange={setVin}
        data={vins.filter((one) => one !== line.vin)}
        error={isAsked && !vin ? t('choose') : null} />
      <TextInput id="override-reason" label={t('reason')} value={reason} withAsterisk
        error={isAsked && reason.trim() === '' ? t('sayWhy') : null}
        onChange={(event) => setReason(event.currentTarget.value)} />
      <Button size="sm" onClick={take}>{t('giveCar')}</Button>
      <Button size="sm" variant="default" onClick={() => onDone(null)}>
        {t('cancel', { ns: 'records' })}
      </Button>
    </div>
  );
}

interface OrderProperties {
  preview: Preview;
  overrides: Record<string, Override>;
  onOverride: (order: string, override: Override | null) => void;
}

function OrderRow({ line, preview, overrides, onOverride }:
  OrderProperties & { line: OrderLine }) {
  const { t } = useTranslation('trade');
  const [isOpen, setOpen] = useState(false);
  const isMine = line.order in overrides;
  return (
    <tr className={line.overridden ? styles.chosen ?? '' : ''}>
      <th scope="row" data-label={t('order')}>{line.order}</th>
      <td data-label={t('dealer')}>{line.dealer}</td>
      <td data-label={t('vin')} className={work.nowrap}>{line.vin ?? t('noVin')}</td>
      <td data-label={t('score')} className={work.number}>{line.score ?? ''}</td>
      <td data-label={t('why')}>
        {line.overridden ? <><Mark tone="wait">{t('decidedBy')}</Mark>{' '}</> : null}{line.reason}
        {isOpen
          ? <OverrideForm line={line} vins={vinsOf(preview)} onDone={(override) => {
              setOpen(false);
              if (override) onOverride(line.order, override);
            }} /> : null}
      </td>
      <td data-label={t('override')}>
        {isMine
          ? <Button size="xs" variant="default" aria-label={t('takeBackOf', { order: line.order })}
              onClick={() => onOverride(line.order, null)}>{t('takeBack')}</Button>
          : isOpen || line.fitting === 0 ? ''
            : <Button size="xs" variant="default" onClick={() => setOpen(true)}
                aria-label={t('otherCarOf', { order: line.order })}>{t('otherCar')}</Button>}
      </td>
    </tr>
  );
}

/** Each order with its car, score and reason; a person may decide otherwise, and says why. */
export function OrderTable(properties: OrderProperties) {
  const { t } = useTranslation('trade');
  const heads = ['order', 'dealer', 'vin', 'score', 'why', 'override'] as const;
  return (
    <Panel title={t('orderLines')} flush>
      <div className={work.scroll} role="group" tabIndex={0} aria-label={t('orderLines')}>
        <table className={`${work.table} ${styles.lines}`}>
          <thead>
            <tr>{heads.map((head) => (
              <th key={head} scope="col" className={head === 'score' ? work.number : ''}>
                {t(head)}
              </th>))}</tr>
          </thead>
          <tbody>
            {properties.preview.orders.map((line) => (
              <OrderRow key={line.order} line={line} {...properties} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
