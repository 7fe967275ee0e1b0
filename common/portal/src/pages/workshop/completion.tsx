import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerQuery, linesOf } from '../../api/answers';
import type { Row, Value } from '../../api/types';
import { IconAlertTriangle, IconCircleCheck } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { decimalOf } from '../../words/values';
import lineStyles from '../shared/lines.module.css';
import work from '../shared/shared.module.css';
import styles from './workshop.module.css';

const over = new Set(['invoiced', 'closed', 'credited', 'cancelled']);

/** What is missing before the order can be charged, job by job. */
export function Completion({ order }: { order: Row }) {
  const { t } = useTranslation('workshop');
  const { data, error } = useQuery(answerQuery(`/repair-orders/${order.id}/readiness`));
  if (over.has(String(order.data.status))) return null;
  const lacks = data ? linesOf(data) : [];
  return (
    <Panel title={t('completion')}>
      {error ? <Refusal error={error} /> : null}
      {data && lacks.length === 0
        ? <Mark tone="good" icon={IconCircleCheck}>{t('complete')}</Mark> : null}
      <ul className={styles.checks}>
        {lacks.map((lack) => (
          <li key={`${String(lack.job)} ${String(lack.lacks)}`}>
            <Mark tone="wait" icon={IconAlertTriangle}>
              {t(`lack_${String(lack.lacks)}`, { job: String(lack.job),
                defaultValue: String(lack.text) })}
            </Mark>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useDecimal() {
  const { i18n } = useTranslation();
  return (value: Value | undefined, digits: number) =>
    (value === null || value === undefined ? '' : decimalOf(String(value), digits, i18n.language));
}

/** Tax by payer and code beneath the net sum, and the sum with it; nothing without tax codes. */
function TaxRows({ order, gross }: { order: Row; gross: Value | undefined }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const decimal = useDecimal();
  const { data } = useQuery(answerQuery(`/repair-orders/${order.id}/taxes`));
  const rows = data ? linesOf(data) : [];
  if (rows.length === 0) return null;
  return (
    <>
      {rows.map((row) => (
        <tr key={`${String(row.payer)} ${String(row.code)}`}>
          <th scope="row">
            {row.percent === null ? t('taxOpen', { code: String(row.code) })
              : t('tax', { code: String(row.code), percent: decimal(row.percent, 2) })}
            {' · '}{terms.word(String(row.payer))}
          </th>
          <td className={work.number}>{decimal(row.tax, 2)}</td>
          <td /><td />
        </tr>
      ))}
      <tr>
        <th scope="row">{t('gross')}</th>
        <td className={work.number}>{decimal(gross, 2)}</td>
        <td /><td />
      </tr>
    </>
  );
}

/** Net sums by job and by who pays, their tax, and hours sold beside hours clocked. */
export function OrderTotals({ order }: { order: Row }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const { data } = useQuery(answerQuery(`/repair-orders/${order.id}/totals`));
  const decimal = useDecimal();
  if (!data) return null;
  const rows = linesOf(data);
  const jobs = rows.filter((row) => String(row.of).startsWith('job '));
  const types = rows.filter((row) => row.of === 'pay type');
  return (
    <Panel title={t('totals')} flush>
      <div className={work.scroll} role="group" tabIndex={0} aria-label={t('totals')}>
        <table className={`${work.table} ${lineStyles.lines}`}>
          <thead>
            <tr>
              <th scope="col">{t('jobOrPayer')}</th>
              <th scope="col" className={work.number}>{t('net')}</th>
              <th scope="col" className={work.number}>{t('sold')}</th>
              <th scope="col" className={work.number}>{t('clocked')}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((row) => (
              <tr key={String(row.of)}>
                <th scope="row" data-label={t('jobOrPayer')}>
                  {t('job', { job: String(row.of).slice('job '.length) })}</th>
                <td data-label={t('net')} className={work.number}>{decimal(row.net, 2)}</td>
                <td data-label={t('sold')} className={work.number}>{decimal(row.sold, 3)}</td>
                <td data-label={t('clocked')} className={work.number}>{decimal(row.clocked, 3)}</td>
              </tr>
            ))}
            {types.map((row) => (
              <tr key={String(row.pay_type)}>
                <th scope="row" data-label={t('jobOrPayer')}>
                  {row.pay_type ? terms.word(String(row.pay_type)) : t('nobodyPays')}</th>
                <td data-label={t('net')} className={work.number}>{decimal(row.net, 2)}</td>
                <td /><td />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('total')}</th>
              <td className={work.number}>{decimal(data.facts.net, 2)}</td>
              <td /><td />
            </tr>
            <TaxRows order={order} gross={data.facts.gross} />
          </tfoot>
        </table>
      </div>
    </Panel>
  );
}
