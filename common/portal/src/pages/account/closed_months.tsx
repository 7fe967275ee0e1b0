import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity } from '../../api/queries';
import { Panel } from '../../look/page';
import { dateOf, decimalOf } from '../../words/values';
import { PrintButton } from '../detail/print';
import work from '../shared/shared.module.css';

/** The statements of an account: what was closed, with its sums and its paper. */
export function ClosedMonths({ dealer, brand }: { dealer: string; brand: string }) {
  const { t, i18n } = useTranslation('account');
  const entity = useEntity('account-statements');
  const { data } = useQuery({ ...rowsQuery('account-statements',
    { filter: [`dealer:eq:${dealer}`, `brand:eq:${brand}`], limit: 120 }),
  enabled: entity !== undefined });
  if (!entity || !data || data.length === 0) return null;
  const newest = data.toSorted((a, b) =>
    String(b.data.period).localeCompare(String(a.data.period)));
  return (
    <Panel title={t('closedMonths')} flush>
      <ul className={work.links}>
        {newest.map((row) => (
          <li key={row.id}>
            <Link to="/account/$dealer/$brand" params={{ dealer, brand }}
              search={{ from: String(row.data.begins_on), until: String(row.data.ends_on) }}>
              {String(row.data.period)}
            </Link>
            <span className={work.wide}>{t('closedOn', {
              day: dateOf(String(row.data.closed_on), i18n.language),
              count: Number(row.data.document_count) })}</span>
            <strong className={work.number}>
              {decimalOf(String(row.data.closing ?? '0'), 2, i18n.language)}
            </strong>
            <PrintButton entity={entity} row={row} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
