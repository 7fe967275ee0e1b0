import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity } from '../../api/queries';
import type { Row } from '../../api/types';
import { IconAlertTriangle, IconCircleCheck } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Panel } from '../../look/page';
import { dateOf } from '../../words/values';
import { RecordFacts } from '../shared/record_facts';
import work from '../shared/shared.module.css';
import styles from '../shared/lines.module.css';
import { daysText, differences, sumsOf } from './grant_sums';

const figures = ['method', 'percent', 'rest', 'window_days', 'supply', 'sales', 'stock', 'demand',
  'quota', 'price', 'headroom', 'guarantee', 'cap', 'cap_after', 'guaranteed', 'by_method',
  'days_before', 'days_after'];

/** Each order of this dealer in a run: its car and score, or why it has none. */
export function GrantLines({ run, dealer }: { run: string; dealer: string }) {
  const { t } = useTranslation('trade');
  const { data } = useQuery(rowsQuery('allocation-lines',
    { filter: [`run:eq:${run}`, `dealer:eq:${dealer}`] }));
  if (!data || data.length === 0) return null;
  const heads = ['order', 'vin', 'score', 'fitting', 'why'] as const;
  return (
    <div className={work.scroll} role="group" tabIndex={0} aria-label={t('linesOf', { run })}>
      <table className={`${work.table} ${styles.lines}`}>
        <thead>
          <tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}</tr>
        </thead>
        <tbody>
          {data.map((line) => (
            <tr key={line.id}>
              <th scope="row" data-label={t('order')}>{String(line.data.order)}</th>
              <td data-label={t('vin')}>
                {String(line.data.override_vin ?? line.data.vin ?? t('noVin'))}
              </td>
              <td data-label={t('score')}>{String(line.data.score ?? '')}</td>
              <td data-label={t('fitting')}>{String(line.data.fitting ?? '')}</td>
              <td data-label={t('why')}>
                {line.data.override_reason
                  ? t('byPerson', { reason: String(line.data.override_reason) })
                  : String(line.data.reason)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The dealer's line: the importer's words, the figures behind them, the same sums made here. */
export function Grant({ grant }: { grant: Row }) {
  const { t } = useTranslation('trade');
  const entity = useEntity('allocation-grants');
  if (!entity) return null;
  const sums = sumsOf(grant);
  const differs = differences(grant);
  return (
    <div className={work.stack}>
      <p className={styles.say}>{String(grant.data.reason)}</p>
      <p>
        {differs.length === 0
          ? <Mark tone="good" icon={IconCircleCheck}>{t('sameHere')}</Mark>
          : <Mark tone="bad" icon={IconAlertTriangle}>
              {t('otherHere', { fields: differs.join(', ') })}
            </Mark>}
        {' '}
        <span className={work.soft}>
          {t('computed', { cap: sums.cap, units: sums.units, before: daysText(sums.before),
            after: daysText(sums.after) })}
        </span>
      </p>
      <details className={work.more}>
        <summary>{t('figuresOf')}</summary>
        <RecordFacts entity={entity} row={grant} names={figures} />
      </details>
      <GrantLines run={String(grant.data.run)} dealer={String(grant.data.dealer)} />
    </div>
  );
}

function Run({ grant, isFirst }: { grant: Row; isFirst: boolean }) {
  const { t, i18n } = useTranslation('trade');
  const [isOpen, setOpen] = useState(isFirst);
  return (
    <details className={work.fold} open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('runOf', { run: String(grant.data.run),
          day: dateOf(String(grant.data.run_on), i18n.language) })}
      </summary>
      {isOpen ? <Grant grant={grant} /> : null}
    </details>
  );
}

/** Why this dealer got these cars: its own lines of the importer's runs, the newest first. */
export function Explanations() {
  const { t } = useTranslation('trade');
  const { data } = useQuery(rowsQuery('allocation-grants'));
  if (!data || data.length === 0) return null;
  const place = (row: Row) => `${String(row.data.run_on)} ${String(row.data.run)}`;
  const newest = data.toSorted((a, b) => (place(a) < place(b) ? 1 : -1));
  return (
    <Panel title={t('whyThese')}>
      <div className={work.stack}>
        {newest.map((grant, at) => <Run key={grant.id} grant={grant} isFirst={at === 0} />)}
      </div>
    </Panel>
  );
}
